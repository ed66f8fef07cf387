import type { Adapter, AdapterSession, Capabilities } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import { createClient, occupancyView } from '@herenow/core'
import { createTestEnv, silentLogger, testAdapter } from '@herenow/testing'
import { expect, it } from 'vitest'
import { capabilities } from './capabilities.ts'
import { createHub } from './index.ts'

// Services where whoever attaches is present, and counts come only when they are asked for: the hub, made to be like that.

const polled: Capabilities = {
  ...capabilities,
  presence: { state: false, connections: true, enter: 'with-attach' },
  occupancy: 'poll',
}

function unsupported(): Promise<never> {
  return Promise.reject(new RealtimeError({ code: 'unsupported', message: 'This service does it by itself.' }))
}

function changed(adapter: Adapter): Adapter {
  return {
    ...adapter,
    capabilities: polled,
    open(context): AdapterSession {
      const session = adapter.open(context)
      return {
        ...session,
        async attach(channel, options) {
          const attached = session.attach(channel, options)
          await Promise.all([attached, session.presence.enter(channel, null)])
        },
        presence: { ...session.presence, enter: unsupported, update: unsupported, leave: unsupported },
        watchOccupancy: () =>
          context.emit([{ type: 'error', error: new RealtimeError({ code: 'unsupported', message: 'No.' }) }]),
      }
    },
  }
}

testAdapter({
  name: 'a service where attaching is being present',
  capabilities: polled,
  start() {
    const hub = createHub()
    return Promise.resolve({
      adapter: () => changed(hub.adapter()),
      cut: ({ clientId }) => hub.goOffline(clientId),
      restore: ({ clientId }) => hub.goOnline(clientId),
      stop: () => Promise.resolve(),
    })
  },
})

it('serves a client like any other service: people are present while they take part, and are counted', async () => {
  const { env, clock } = createTestEnv()
  const hub = createHub()
  const join = (clientId: string) => createClient({ adapter: changed(hub.adapter()), clientId, env, log: silentLogger })
  const [ana, ben] = [join('ana'), join('ben')]
  const view = occupancyView(ana, { channels: ['room'] })
  view.lease()
  const release = ben.channel('room').presence.lease()
  ana.channel('room').lease()
  await clock.advance(11_000)
  const clientIds = ana
    .channel('room')
    .presence.members.getState()
    .list.map(({ clientId }) => clientId)
  expect([clientIds, view.getState().totalOccupancy]).toEqual([['ana', 'ben'], 2])
  release()
  await clock.advance(12_000)
  expect(view.getState()).toMatchObject({ status: 'ready', totalOccupancy: 1 })
  await Promise.all([ana.close(), ben.close()])
})
