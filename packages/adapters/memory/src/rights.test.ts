import type { TokenRequest } from '@herenow/adapter'
import { createClient } from '@herenow/core'
import { createTestEnv, silentLogger } from '@herenow/testing'
import { describe, expect, it } from 'vitest'
import { createHub } from './index.ts'

function setup() {
  const { env, clock } = createTestEnv()
  const hub = createHub()
  const asked: Partial<TokenRequest>[] = []
  const token = ({ reason, channel }: TokenRequest): Promise<string> => {
    asked.push({ reason, channel })
    return Promise.resolve('token')
  }
  const join = (clientId: string) => createClient({ adapter: hub.adapter(), clientId, token, env, log: silentLogger })
  return { hub, clock, join, asked }
}

describe('a channel that the hub denies', () => {
  it('refuses attaching, publishing and entering, to that client only', async () => {
    const { hub, clock, join } = setup()
    const [ana, ben] = [join('ana'), join('ben')]
    hub.deny('room', 'ana')
    const room = ana.channel('room')
    const refused = [room.attach(), room.publish('said', 1), room.presence.enter()]
    const settled = Promise.allSettled(refused)
    void ben.channel('room').attach()
    await clock.advance(2_000)
    for (const each of await settled) expect(each).toMatchObject({ status: 'rejected', reason: { code: 'forbidden' } })
    expect(ben.channel('room').state.getState().status).toBe('attached')
    await Promise.all([ana.close(), ben.close()])
  })

  it('tells the token function once which channel was refused', async () => {
    const { hub, clock, join, asked } = setup()
    hub.deny('room')
    join('ana').channel('room').lease()
    await clock.advance(5_000)
    expect(asked).toEqual([{ reason: 'forbidden', channel: 'room' }])
  })

  it('is attached again for its leases, with presence, when the right is back and a token was fetched', async () => {
    const { hub, clock, join } = setup()
    const [ana, ben] = [join('ana'), join('ben')]
    ben.channel('room').lease()
    ana.channel('room').presence.lease({ mood: 'good' })
    await clock.advance(100)
    const present = () =>
      ben
        .channel('room')
        .presence.members.getState()
        .list.map(({ clientId }) => clientId)
    expect(present()).toEqual(['ana'])
    hub.deny('room', 'ana')
    await clock.advance(100)
    expect([ana.channel('room').state.getState().status, present()]).toEqual(['failed', []])
    hub.allow('room', 'ana')
    void ana.refreshToken()
    await clock.advance(100)
    expect([ana.channel('room').state.getState().status, present()]).toEqual(['attached', ['ana']])
    await Promise.all([ana.close(), ben.close()])
  })
})

describe('presence that the hub denies', () => {
  it('hides the members and ends our presence, for that client only, while messages still come', async () => {
    const { hub, clock, join } = setup()
    const [ana, ben] = [join('ana'), join('ben')]
    const present = (client: typeof ana): readonly string[] =>
      client
        .channel('room')
        .presence.members.getState()
        .list.map(({ clientId }) => clientId)
    for (const client of [ana, ben]) client.channel('room').presence.lease()
    await clock.advance(100)
    expect([present(ana), present(ben)]).toEqual([
      ['ana', 'ben'],
      ['ana', 'ben'],
    ])
    hub.denyPresence('room', 'ana')
    await clock.advance(100)
    expect([present(ana), present(ben)]).toEqual([[], ['ben']])
    const members = ana.channel('room').presence.members
    expect(members.getState()).toMatchObject({ status: 'error', error: { code: 'forbidden' } })
    await Promise.all([ben.channel('room').publish('said', 'hello'), clock.advance(100)])
    expect(ana.channel('room').log.getState().messages).toHaveLength(1)
    const asked = ana.channel('room').presence.get()
    await Promise.all([expect(asked).rejects.toMatchObject({ code: 'forbidden' }), clock.advance(100)])

    hub.allowPresence('room', 'ana')
    await clock.advance(100)
    expect(present(ana)).toEqual(['ben'])
    void ana.refreshToken()
    await clock.advance(100)
    expect([present(ana), present(ben)]).toEqual([
      ['ben', 'ana'],
      ['ben', 'ana'],
    ])
    expect(members.getState()).toMatchObject({ status: 'ready', error: null })
    await Promise.all([ana.close(), ben.close()])
  })

  it('is hidden from the first attach on', async () => {
    const { hub, clock, join } = setup()
    hub.denyPresence('room')
    const room = join('ana').channel('room')
    room.lease()
    await clock.advance(100)
    expect(room.state.getState().status).toBe('attached')
    expect(room.presence.members.getState()).toMatchObject({ status: 'error', error: { code: 'forbidden' } })
  })
})

describe('something that a client has no right to', () => {
  it('is refused by every method that asks for it', async () => {
    const { hub, clock, join } = setup()
    const [ana, ben] = [join('ana'), join('ben')]
    const errors: string[] = []
    ana.on('error', ({ code }) => errors.push(code))
    ben.channel('room').presence.lease()
    ben.channel('open').presence.lease()
    const heard: unknown[] = []
    ben.channel('room').onSignal(({ data }) => heard.push(data))
    ana.channel('other').lease()
    await clock.advance(100)
    hub.deny('room', 'ana')
    const settle = async <T>(asked: Promise<T>): Promise<T> => {
      asked.catch(() => {})
      await clock.advance(100)
      return asked
    }
    await expect(settle(ana.channel('room').history({ limit: 5 }))).rejects.toMatchObject({ code: 'forbidden' })
    hub.allow('room', 'ana')
    hub.denyPresence('room', 'ana')
    await expect(settle(ana.hereNow({ channels: ['room'] }))).rejects.toMatchObject({ code: 'forbidden' })
    expect(Object.keys((await settle(ana.hereNow())).channels)).toEqual(['open'])
    expect(await settle(ana.whereNow('ben'))).toEqual(['open'])
    hub.deny('room', 'ana')
    void ana
      .channel('room')
      .signal('wave', 1)
      .catch(() => {})
    await clock.advance(100)
    expect(heard).toEqual([])
    expect(errors).toContain('forbidden')
    await Promise.all([ana.close(), ben.close()])
  })

  it('does not end the attachment that was asked for after the one that was denied', async () => {
    const { hub, clock, join } = setup()
    hub.latency(50)
    const ana = join('ana')
    const room = ana.channel('room')
    void room.attach()
    await clock.advance(500)
    expect(room.state.getState().status).toBe('attached')
    void room.detach()
    const attached = room.attach()
    await clock.advance(10)
    hub.deny('room', 'ana')
    await clock.advance(10)
    hub.allow('room', 'ana')
    await clock.advance(500)
    await attached
    expect(room.state.getState().status).toBe('attached')
    await Promise.all([ana.close(), clock.advance(500)])
  })
})
