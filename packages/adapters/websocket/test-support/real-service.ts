import type { Action, CapabilityClaim } from '@herenow/server'
import { createServer } from '@herenow/server'
import type { TestService } from '@herenow/testing'
import { silentLogger } from '@herenow/testing'
import { websocket } from '../src/index.ts'
import type { NetworkCable } from './network-cable.ts'
import { layNetworkCable } from './network-cable.ts'

/** Cables must lie before adapters are made, and no test needs more. */
const mostClients = 8

/** Starts a real server, with a cable to it for each client. A client's token is its name and id. */
export async function startRealService(): Promise<TestService> {
  const rights = createRights()
  const server = createServer({
    port: 0,
    log: silentLogger,
    auth: {
      verify(token) {
        const [name = '', clientId = ''] = token.split(' ')
        return Promise.resolve({ clientId, capabilities: rights.of(name) })
      },
    },
  })
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
    token: ({ name, clientId }) => `${name} ${clientId}`,
    deny: ({ name }, channel) => rights.take(name, channel, all),
    allow: ({ name }, channel) => rights.giveBack(name, channel),
    denyPresence: ({ name }, channel) => rights.take(name, channel, ['presence']),
    allowPresence: ({ name }, channel) => rights.giveBack(name, channel),
    async stop() {
      await Promise.all([...cables.values(), ...spare].map((cable) => cable.remove()))
      await server.close()
    },
  }
}

const all: readonly Action[] = ['subscribe', 'publish', 'presence', 'history']

/** Capabilities say what is allowed, so a right is taken by naming the other channels of the test. */
const channels = ['room', 'fence']

/** What each client may not do, by channel. Whoever was denied nothing may do everything. */
function createRights() {
  const denied = new Map<string, Map<string, readonly Action[]>>()
  return {
    take(name: string, channel: string, actions: readonly Action[]): void {
      denied.set(name, (denied.get(name) ?? new Map<string, readonly Action[]>()).set(channel, actions))
    },
    giveBack: (name: string, channel: string): void => void denied.get(name)?.delete(channel),
    of(name: string): CapabilityClaim {
      const taken = denied.get(name)
      if (!taken?.size) return { '*': all }
      return Object.fromEntries(
        channels.map((channel) => [channel, all.filter((action) => !taken.get(channel)?.includes(action))]),
      )
    },
  }
}
