#!/usr/bin/env node
process.stderr.write('lockstep: not wired yet\n')
