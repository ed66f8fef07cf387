import { createServer } from '@herenow/server'
import type { TestService } from '@herenow/testing'
import { silentLogger } from '@herenow/testing'
import { websocket } from '../src/index.ts'
import type { NetworkCable } from './network-cable.ts'
import { layNetworkCable } from './network-cable.ts'

/** Cables must lie before adapters are made, and no test needs more. */
const mostClients = 8

/** Starts a real server, with a cable to it for each client. */
export async function startRealService(): Promise<TestService> {
  const server = createServer({ port: 0, log: silentLogger })
  const { port } = await server.listen()
  const cables = new Map<string, NetworkCable>()
  const spare = await Promise.all(Array.from({ length: mostClients }, () => layNetworkCable(port)))
  return {
    adapter({ name }) {
      const cable = spare.pop()
      if (cable === undefined) throw new Error('No cable is left')
      cables.set(name, cable)
      return websocket(`ws://127.0.0.1:${cable.port}`)
    },
    cut: ({ name }) => cables.get(name)?.cut(),
    restore: ({ name }) => cables.get(name)?.restore(),
    async stop() {
      await Promise.all([...cables.values(), ...spare].map((cable) => cable.remove()))
      await server.close()
    },
  }
}
