import type { Adapter, AdapterSession, Capabilities } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import { testAdapter } from '@herenow/testing'
import { capabilities } from './capabilities.ts'
import { createHub } from './index.ts'

// The conformance kit must hold for services that can do little, too: the hub, with most of it taken away.

const lesser: Capabilities = {
  ...capabilities,
  recovery: 'session',
  history: 'none',
  presence: 'none',
  occupancy: 'none',
  hereNow: 'none',
  whereNow: false,
  signals: false,
}

function unsupported(): Promise<never> {
  return Promise.reject(new RealtimeError({ code: 'unsupported', message: 'This service can do little.' }))
}

function reduced(adapter: Adapter): Adapter {
  return {
    ...adapter,
    capabilities: lesser,
    open(context): AdapterSession {
      const session = adapter.open(context)
      return {
        ...session,
        attach: (channel, options) => (options.since === null ? session.attach(channel, options) : unsupported()),
        history: unsupported,
        signal: unsupported,
        hereNow: unsupported,
        whereNow: unsupported,
        presence: { enter: unsupported, update: unsupported, leave: unsupported, get: unsupported },
        watchOccupancy: () =>
          context.emit([{ type: 'error', error: new RealtimeError({ code: 'unsupported', message: 'No.' }) }]),
      }
    },
  }
}

testAdapter({
  name: 'a service that can do little',
  capabilities: lesser,
  start() {
    const hub = createHub()
    return Promise.resolve({
      adapter: () => reduced(hub.adapter()),
      cut: ({ clientId }) => hub.goOffline(clientId),
      restore: ({ clientId }) => hub.goOnline(clientId),
      stop: () => Promise.resolve(),
    })
  },
})
