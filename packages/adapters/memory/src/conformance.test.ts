import { testAdapter } from '@herenow/testing'
import { capabilities } from './capabilities.ts'
import { createHub } from './index.ts'

for (const latency of [0, 3]) {
  testAdapter({
    name: `memory with a latency of ${latency} ms`,
    capabilities,
    refuses: true,
    hidesPresence: true,
    start() {
      const hub = createHub()
      hub.latency(latency)
      return Promise.resolve({
        adapter: () => hub.adapter(),
        cut: ({ clientId }) => hub.goOffline(clientId),
        restore: ({ clientId }) => hub.goOnline(clientId),
        deny: ({ clientId }, channel) => hub.deny(channel, clientId),
        allow: ({ clientId }, channel) => hub.allow(channel, clientId),
        denyPresence: ({ clientId }, channel) => hub.denyPresence(channel, clientId),
        allowPresence: ({ clientId }, channel) => hub.allowPresence(channel, clientId),
        stop: () => Promise.resolve(),
      })
    },
  })
}
