import type { AdapterSession, Capabilities } from '@herenow/adapter'
import { expect } from 'vitest'
import { message } from './participant.ts'
import type { Scenario } from './stage.ts'

const anyQuery = { limit: 10, direction: 'backwards' } as const

/** One of each request that the service can answer. */
function requests(session: AdapterSession, capabilities: Capabilities): readonly Promise<unknown>[] {
  const all: readonly [boolean, () => Promise<unknown>][] = [
    [true, () => session.ping()],
    [capabilities.history === 'full', () => session.history('room', anyQuery)],
    [capabilities.hereNow !== 'none', () => session.hereNow({ channels: ['room'] })],
    [capabilities.whereNow, () => session.whereNow('ana')],
    [capabilities.presence !== 'none', () => session.presence.get('room')],
    [capabilities.signals, () => session.signal('room', 'typing', true)],
  ]
  return all.filter(([supported]) => supported).map(([, request]) => request())
}

/** Connecting, coming back, closing. */
export function connectionSection(scenario: Scenario, capabilities: Capabilities): void {
  scenario('tells nothing before connect is called', async ({ open }) => {
    expect(open('ana').recorder.events).toEqual([])
  })

  scenario('connects once, however often it is asked to, and tells who we are', async ({ open }) => {
    const ana = open('ana')
    for (let calls = 0; calls < 3; calls += 1) ana.session.connect()
    const state = await ana.reaches('connected')
    ana.session.connect()
    await ana.session.ping()
    expect(state).toMatchObject({ clientId: 'ana', connectionId: expect.stringMatching(/./) })
    expect(ana.recorder.of('connection').map((event) => event.state.status)).toEqual(['connecting', 'connected'])
  })

  scenario('gives every connection an id of its own', async ({ join }) => {
    const states = [(await join('ana')).state(), (await join('ana')).state(), (await join('bob')).state()]
    const ids = states.map((state) => (state?.status === 'connected' ? state.connectionId : 'none'))
    expect(new Set(ids).size).toBe(3)
  })

  scenario('measures the way there and back in milliseconds', async ({ join }) => {
    const ana = await join('ana')
    const [one, two] = await Promise.all([ana.session.ping(), ana.session.ping()])
    for (const time of [one, two]) expect(time >= 0 && time < 5_000).toBe(true)
  })

  scenario('comes back by itself after a cut, and says why it was away', async ({ join, cut, restore }) => {
    const ana = await join('ana')
    await cut(ana)
    // It may be on its way back already.
    const told = ana.recorder.of('connection').map((event) => event.state)
    const away = told.find(({ status }) => status === 'disconnected')
    expect(away).toMatchObject({ reason: { code: expect.stringMatching(/^connection_/) } })
    await restore(ana)
    await ana.session.ping()
  })

  scenario('rejects requests while not connected, to be tried again later', async ({ open, join, cut }) => {
    const away = await join('bob')
    await cut(away)
    for (const { session } of [open('ana'), away]) {
      for (const request of requests(session, capabilities)) {
        await expect(request).rejects.toMatchObject({ code: 'connection_closed' })
      }
      const [outcome] = await session.publish('room', [message(1)])
      expect(outcome).toMatchObject({ error: { code: 'connection_closed', retryable: true } })
    }
  })

  scenario('settles everything that waits when it is closed', async ({ open, join }) => {
    const never = open('ana')
    const wishes = [never.attach('room')]
    if (capabilities.presence !== 'none' && capabilities.presence.enter === 'explicit')
      wishes.push(never.session.presence.enter('room', 1))
    const rejected = wishes.map((wish) => expect(wish).rejects.toMatchObject({ code: 'connection_closed' }))
    await Promise.all([never.session.close(), ...rejected])

    const bob = await join('bob')
    const waiting = Promise.allSettled([
      bob.attach('room'),
      ...requests(bob.session, capabilities),
      bob.session.publish('room', [message(1)]),
      bob.session.detach('room'),
    ])
    await bob.session.close()
    for (const outcome of await waiting) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'connection_closed' })
    }
  })

  scenario('is closed for good, and tells nothing afterwards', async ({ join }) => {
    const [ana, bob] = [await join('ana'), await join('bob')]
    await Promise.all([ana.attach('room', { presence: capabilities.presence !== 'none' }), bob.attach('room')])
    await Promise.all([ana.session.close(), ana.session.close()])
    const told = ana.recorder.events.length
    ana.session.connect()
    await bob.publish('room', 1)
    await bob.messages('room', 1)
    expect(ana.recorder.events.slice(told)).toEqual([])
    expect(ana.state()).toEqual({ status: 'closed' })
    await expect(ana.attach('room')).rejects.toMatchObject({ code: 'connection_closed' })
    expect(await ana.session.publish('room', [message(1)])).toMatchObject([{ error: { code: 'connection_closed' } }])
  })
}
