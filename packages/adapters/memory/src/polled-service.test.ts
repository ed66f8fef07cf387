import { createClient, occupancyView } from '@herenow/core'
import { createTestEnv, silentLogger } from '@herenow/testing'
import { expect, it } from 'vitest'
import { createHub } from './index.ts'

/** Services where whoever attaches is present, and counts come only when they are asked for. */
const polled = { presence: { state: false, connections: true, enter: 'with-attach' }, occupancy: 'poll' } as const

it('serves a client like any other service: people are present while they take part, and are counted', async () => {
  const { env, clock } = createTestEnv()
  const hub = createHub()
  const join = (clientId: string) => createClient({ adapter: hub.adapter(polled), clientId, env, log: silentLogger })
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

it.each([
  [true, { status: 'away' }],
  [false, null],
])('gives those who take part a state where the service has one: %s', async (state, seen) => {
  const { env, clock } = createTestEnv()
  const hub = createHub()
  const service = { presence: { ...polled.presence, state } } as const
  const ana = createClient({ adapter: hub.adapter(service), clientId: 'ana', env, log: silentLogger })
  const { presence } = ana.channel('room')
  const entered = presence.enter({ status: 'away' }).catch(({ code }: { readonly code: string }) => code)
  ana.channel('room').lease()
  await clock.advance(1_000)
  expect(await entered).toBe(state ? undefined : 'unsupported')
  expect(presence.members.getState().list.map((member) => member.state)).toEqual([seen])
  await ana.close()
})
