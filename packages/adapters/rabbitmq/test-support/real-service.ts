import type { Adapter } from '@herenow/adapter'
import type { FaultProxy, TestService } from '@herenow/testing'
import { faultProxy } from '@herenow/testing'
import { Client } from '@stomp/stompjs'
import type { RabbitmqOptions } from '../src/with-hints.ts'
import { rabbitmq } from '../src/with-hints.ts'
import { wordsOf } from '../src/routes.ts'

/** Ways to the server must be laid before adapters are made, and no test needs more. */
const mostClients = 3

let lastTest = 0

/** Where a test keeps its streams apart from those of others on the server. */
export function ownNames(): Pick<RabbitmqOptions, 'routingKey'> {
  lastTest += 1
  const prefix = `test${lastTest}.`
  return { routingKey: (channel) => `${prefix}${wordsOf(channel)}` }
}

export function adapterAt(brokerURL: string, options: RabbitmqOptions): Adapter {
  return rabbitmq((given) => new Client({ brokerURL, ...given }), {
    login: 'guest',
    passcode: 'guest',
    reconnectInterval: 100,
    ...options,
  })
}

/** A part of a running RabbitMQ for one test, with a way of its own to it for each client. */
export async function startRealService(url: string, options: RabbitmqOptions = {}): Promise<TestService> {
  const names = ownNames()
  const proxies = new Map<string, FaultProxy>()
  const spare = await Promise.all(Array.from({ length: mostClients }, () => faultProxy({ target: url })))
  const all = [...spare]
  return {
    adapter({ name }) {
      const proxy = spare.pop()
      if (proxy === undefined) throw new Error('No way to the server is left')
      proxies.set(name, proxy)
      return adapterAt(proxy.url, { ...names, ...options })
    },
    cut({ name }) {
      proxies.get(name)?.inject({ kind: 'refuse' })
      proxies.get(name)?.inject({ kind: 'reset' })
    },
    restore: ({ name }) => proxies.get(name)?.heal(),
    async stop() {
      await Promise.all(all.map((proxy) => proxy.close()))
    },
  }
}
