import { ably } from '@herenow/ably'
import type { Adapter } from '@herenow/adapter'
import { centrifugo } from '@herenow/centrifugo'
import { pubnub } from '@herenow/pubnub'
import { rabbitmq } from '@herenow/rabbitmq'
import { testAdapter } from '@herenow/testing'
import type { LesserService } from './index.ts'
import { createHub } from './index.ts'

// A hub that stands for a service which can do less holds what the contract says of such services. The kit must hold for them,
// too.

const unmade = (): never => {
  throw new Error('Nobody connects to it')
}

const services: readonly (readonly [string, LesserService])[] = [
  ['Centrifugo', centrifugo(unmade).capabilities],
  ['RabbitMQ', rabbitmq(unmade).capabilities],
  ['Ably', ably(unmade).capabilities],
  ['PubNub', pubnub(unmade).capabilities],
  [
    'a service that can do next to nothing',
    { history: 'none', presence: 'none', occupancy: 'none', hereNow: 'none', whereNow: false, signals: false },
  ],
]

for (const [name, like] of services) {
  const reduced = (): Adapter => createHub().adapter(like)
  testAdapter({
    name: `a hub like ${name}`,
    capabilities: reduced().capabilities,
    start() {
      const hub = createHub()
      return Promise.resolve({
        adapter: () => hub.adapter(like),
        cut: ({ clientId }) => hub.goOffline(clientId),
        restore: ({ clientId }) => hub.goOnline(clientId),
        stop: () => Promise.resolve(),
      })
    },
  })
}
