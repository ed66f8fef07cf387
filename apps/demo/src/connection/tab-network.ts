import type { NetworkSwitch } from './network-switch.ts'
import { createNetworkSwitch } from './network-switch.ts'

/** The tab's network. One for all clients of the page: being offline outlives a change of name. */
export const tabNetwork: NetworkSwitch = createNetworkSwitch()
