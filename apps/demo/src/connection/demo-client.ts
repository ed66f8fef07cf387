import { createClient } from '@herenow/react'
import type { Client } from '@herenow/react'
import { websocket } from '@herenow/websocket'
import { serverUrl } from '../env/server-url.ts'
import type { Identity } from '../identity/identity.ts'
import { createNetworkSwitch } from './network-switch.ts'

/** The tab's network. One for all clients of the page: being offline outlives a change of name. */
export const networkSwitch = createNetworkSwitch()

/** A client for one identity. Opens nothing until the page needs it. */
export function createDemoClient({ clientId, name }: Identity): Client {
  return createClient({
    adapter: websocket(serverUrl),
    clientId,
    info: { name },
    env: { createSocket: networkSwitch.createSocket, network: networkSwitch.network },
  })
}
