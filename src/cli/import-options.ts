import type { ImportOptions } from '../workflow/index.js'
import type { Call } from './command.js'
import type { Flag } from './flags.js'
import { keyFileOf } from './name-flags.js'

export const MAP_FLAG: Flag = {
  name: 'map',
  value: 'COLUMN=FIELD',
  isMany: true,
  meaning: 'take this column as this field, whatever was guessed; FIELD none leaves it out. Fields: docs/formats.md',
}

export const MEDIA_FLAG: Flag = {
  name: 'media',
  value: 'FOLDER',
  isMany: true,
  meaning:
    'a folder or zip of pictures and videos that the media column names by path, file name or SHA-256; they are hashed on this machine and not copied into the case',
}

export async function importOptions(call: Call, given: Readonly<Record<string, unknown>>): Promise<ImportOptions> {
  const { readImportOptions } = await import('../workflow/index.js')
  return readImportOptions({ ...given, map: call.all('map'), keyFile: await keyFileOf(call) })
}
