import type { Adapter } from '@herenow/adapter'
import type { FaultProxy, TestService } from '@herenow/testing'
import { faultProxy } from '@herenow/testing'
import PubNub from 'pubnub'
import { pubnub } from '../src/with-hints.ts'
import { standInOptions } from './native-client.ts'
import { createWorldWithNetwork } from './network.ts'
import type { Grant } from './stand-in/access.ts'
import { keys, startStandIn } from './stand-in/stand-in.ts'

/** Ways must lie before adapters are made, and no test needs more. */
const mostClients = 8

const everything = { read: true, write: true }

/** Of which channels a client may use while it is kept out of another. */
const others: Grant = { channels: { fence: everything, other: everything } }

/** Starts a stand-in that holds nothing yet, with a way of its own to it for each client. */
export async function startStandInService(): Promise<TestService> {
  // The kit asks for the counts of the moment, which PubNub gives only to those who haven't asked in the last three seconds.
  const standIn = await startStandIn({ accessManager: true, hereNowTime: 0 })
  const target = `http://${standIn.origin}`
  const spare = await Promise.all(Array.from({ length: mostClients }, () => faultProxy({ target })))
  const ways = new Map<string, FaultProxy>()
  const denied = new Set<string>()
  const world = createWorldWithNetwork()
  return {
    env: world.env,
    adapter({ name }) {
      const way = spare.pop()
      if (way === undefined) throw new Error('No way is left')
      ways.set(name, way)
      return adapterFor(way.port)
    },
    token: ({ name, clientId }) =>
      standIn.grant({
        authorizedUuid: clientId,
        ...(denied.has(name) ? others : { patterns: { '.*': everything } }),
      }),
    cut({ name }) {
      ways.get(name)?.inject({ kind: 'refuse' })
      ways.get(name)?.inject({ kind: 'reset' })
      // Between two requests there is nothing else that tells.
      world.changed(false)
    },
    restore: ({ name }) => ways.get(name)?.heal(),
    deny: ({ name }) => void denied.add(name),
    allow: ({ name }) => void denied.delete(name),
    async stop() {
      await Promise.all([...ways.values(), ...spare].map((way) => way.close()))
      await standIn.close()
    },
  }
}

/** What the kit is held to, of an adapter as an app makes it. */
export function adapterFor(port: number): Adapter {
  return pubnub((options) => new PubNub({ ...keys, ...options, ...standInOptions(port) }))
}
