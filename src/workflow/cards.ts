import { GROUP_METHODS } from '../groups/index.js'
import { NETWORK_METHODS } from '../networks/index.js'
import type { Cards } from '../outputs/index.js'
import { SIGNALS } from '../signals/index.js'
import { TRACES } from '../traces/index.js'

/** The descriptions that the report's method section is made from. */
export function readCards(): Cards {
  return { networks: NETWORK_METHODS, groups: GROUP_METHODS, signals: SIGNALS, traces: TRACES } as unknown as Cards
}
