/** Values that completion offers and help shows: named in the descriptions of commands, read from the engine's own lists when pages and scripts are made. */
export type Known = 'trace' | 'format' | 'export' | 'network-method' | 'backbone-method' | 'group-method' | 'any-method' | 'signal' | 'page'

type Values = Readonly<Record<Known, readonly string[]>>

export function offered(values: Values, offers: Known | readonly string[] = []): readonly string[] {
  return typeof offers === 'string' ? values[offers] : offers
}

export async function knownValues(): Promise<Values> {
  const { BACKBONE_METHODS, GROUP_METHODS, NETWORK_METHODS, OUTPUTS, PAGES, SIGNALS, SOURCES, TRACES } = await import(
    '../workflow/index.js'
  )
  const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id)
  return {
    trace: ids(TRACES),
    format: ids(SOURCES),
    export: ids(OUTPUTS),
    'network-method': ids(NETWORK_METHODS),
    'backbone-method': ids(BACKBONE_METHODS),
    'group-method': ids(GROUP_METHODS),
    'any-method': ids([...NETWORK_METHODS, ...BACKBONE_METHODS, ...GROUP_METHODS, ...SIGNALS]),
    signal: ids(SIGNALS),
    page: PAGES,
  }
}
