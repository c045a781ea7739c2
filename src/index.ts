/**
 * The library's door: `import { createCase, importFiles, … } from 'lockstep'`. The same verbs as the command line, with the world
 * (signal, progress, warnings, clock) handed in; nothing here prints or reads the terminal.
 */
export * from './workflow/index.js'
