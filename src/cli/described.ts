import type { Param } from '../model/index.js'
import type { FlagSet } from './command.js'
import { flagsOfParams } from './flags.js'

export type AnyParams = Readonly<Record<string, Param<unknown>>>

/** One set of flags for each method that has parameters. */
export async function methodFlags(methods: readonly { readonly id: string; readonly params: object }[]): Promise<FlagSet[]> {
  const sets = await Promise.all(
    methods.map(async (method) => ({ title: `Flags of ${method.id}`, flags: await flagsOfParams(method.params as AnyParams) })),
  )
  return sets.filter((set) => set.flags.length > 0)
}

export async function networkFlags(): Promise<FlagSet[]> {
  const { NETWORK_METHODS } = await import('../workflow/index.js')
  return methodFlags(NETWORK_METHODS)
}
export async function backboneFlags(): Promise<FlagSet[]> {
  const { BACKBONE_METHODS } = await import('../workflow/index.js')
  return methodFlags(BACKBONE_METHODS)
}
export async function validateFlags(): Promise<FlagSet[]> {
  const { VALIDATE_PARAMS } = await import('../workflow/index.js')
  return [{ title: 'Flags of the test', flags: await flagsOfParams(VALIDATE_PARAMS as AnyParams) }]
}
export async function cascadeFlags(): Promise<FlagSet[]> {
  const { CASCADE_PARAMS } = await import('../workflow/index.js')
  return [{ title: 'Flags of the test', flags: await flagsOfParams(CASCADE_PARAMS as AnyParams) }]
}
export async function signalFlags(): Promise<FlagSet[]> {
  const { SIGNAL_SETTINGS, SIGNALS } = await import('../workflow/index.js')
  return [{ title: 'Flags of all signals', flags: await flagsOfParams(SIGNAL_SETTINGS as AnyParams) }, ...(await methodFlags(SIGNALS))]
}
export async function scanFlags(): Promise<FlagSet[]> {
  const { SCAN_PARAMS } = await import('../workflow/index.js')
  return [{ title: 'Flags of the scan', flags: await flagsOfParams(SCAN_PARAMS as AnyParams) }]
}
export async function textFlags(): Promise<FlagSet[]> {
  const { TEXT_PARAMS } = await import('../workflow/index.js')
  return [{ title: 'Flags of the families', flags: await flagsOfParams(TEXT_PARAMS as AnyParams) }]
}
export async function groupFlags(): Promise<FlagSet[]> {
  const { GROUP_METHODS } = await import('../workflow/index.js')
  return methodFlags(GROUP_METHODS)
}
export async function importFlags(): Promise<FlagSet[]> {
  const { IMPORT_PARAMS } = await import('../workflow/index.js')
  const flags = await flagsOfParams(IMPORT_PARAMS as AnyParams)
  return [{ title: 'Flags for reading files', flags: flags.map((flag) => (flag.name === 'format' ? { ...flag, offers: 'format' } : flag)) }]
}
/** Flags of commands that search groups in steps: their own, then those of the group methods. */
export async function stepFlags(which: 'SNAPSHOT_PARAMS' | 'SCALE_PARAMS'): Promise<FlagSet[]> {
  const workflow = await import('../workflow/index.js')
  return [{ title: 'Flags of the steps', flags: await flagsOfParams(workflow[which] as AnyParams) }, ...(await groupFlags())]
}
export async function layerFlags(): Promise<FlagSet[]> {
  const { LAYER_PARAMS } = await import('../workflow/index.js')
  return [{ title: 'Flags of the search', flags: await flagsOfParams(LAYER_PARAMS as AnyParams) }]
}
