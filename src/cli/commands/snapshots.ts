import { stepsCommand } from '../followed.js'

export const command = stepsCommand('snapshots', [
  'lockstep snapshots harbour repost-60s --picture snapshots.svg',
  'lockstep snapshots harbour repost-60s --slice 1d --method components',
])
