import type { Adapter } from '@herenow/adapter'
import type { FaultProxy, TestService } from '@herenow/testing'
import { faultProxy } from '@herenow/testing'
import { Realtime } from 'ably'
import { ably } from '../src/index.ts'
import { standInOptions } from './native-client.ts'
import { startStandIn } from './stand-in/stand-in.ts'
import { key, tokenFor } from './tokens.ts'

/** Ways must lie before adapters are made, and no test needs more. */
const mostClients = 8

/** Of which channels a client may use while it is kept out of another. */
const others = { fence: ['*'], other: ['*'] }

/** Starts a stand-in that holds nothing yet, with a way of its own to it for each client. */
export async function startStandInService(): Promise<TestService> {
  const standIn = await startStandIn({ keys: [key] })
  const target = `ws://127.0.0.1:${standIn.port}`
  const spare = await Promise.all(Array.from({ length: mostClients }, () => faultProxy({ target })))
  const ways = new Map<string, FaultProxy>()
  const denied = new Set<string>()
  return {
    adapter({ name }) {
      const way = spare.pop()
      if (way === undefined) throw new Error('No way is left')
      ways.set(name, way)
      return adapterFor(way.port)
    },
    token: ({ name, clientId }) => tokenFor(clientId, denied.has(name) ? { capability: others } : {}),
    cut({ name }) {
      ways.get(name)?.inject({ kind: 'refuse' })
      ways.get(name)?.inject({ kind: 'reset' })
    },
    restore: ({ name }) => ways.get(name)?.heal(),
    deny: ({ name }) => void denied.add(name),
    allow: ({ name }) => void denied.delete(name),
    async stop() {
      await Promise.all([...ways.values(), ...spare].map((way) => way.close()))
      await standIn.stop()
    },
  }
}

export function adapterFor(port: number): Adapter {
  return ably((options) => new Realtime({ ...options, ...standInOptions(port) }))
}
