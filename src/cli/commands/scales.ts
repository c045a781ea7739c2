import { stepsCommand } from '../followed.js'

export const command = stepsCommand('scales', [
  'lockstep scales harbour repost-60s --picture scales.svg',
  'lockstep scales harbour repost-60s --by resolution',
])
