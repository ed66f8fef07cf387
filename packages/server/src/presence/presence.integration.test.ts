import { describe, expect, it } from 'vitest'
import type { RawClient } from '../testing/support/raw-client.ts'
import { startTestServer } from '../testing/support/test-server.ts'

const channel = 'room:a'
const enter = (client: RawClient, state?: unknown): Promise<void> =>
  client.grant({ type: 'presence', channel, action: 'enter', state })

/** What an observer was told since it last looked: `action clientId`. */
function told(client: RawClient): readonly string[] {
  const items = client.all('presence')
  client.received.splice(0)
  return items.flatMap((item) => item.changes.map((change) => `${change.action} ${change.clientId}`))
}

/** A server whose presence has settled, and an observer of the channel. */
async function observed(): Promise<Awaited<ReturnType<typeof startTestServer>> & { observer: RawClient }> {
  const started = await startTestServer()
  started.clock.advance(10_000)
  const observer = await started.client({ clientId: 'observer' })
  await observer.ask({ type: 'attach', channel, presence: true })
  expect(await observer.next('presence-snapshot')).toMatchObject({ connections: [], revision: 0, settling: false })
  observer.received.splice(0)
  return { ...started, observer }
}

describe('presence', () => {
  it('shows who is there at attach, and then what changes, one revision at a time', async () => {
    const { client, observer, clock } = await observed()
    const ana = await client({ clientId: 'ana', info: { name: 'Ana' } })
    await enter(ana, { mood: 'good' })
    const entered = await observer.next('presence')
    expect(entered).toMatchObject({
      revision: 1,
      changes: [{ action: 'enter', clientId: 'ana', info: { name: 'Ana' }, state: { mood: 'good' } }],
    })
    clock.advance(1_000)
    await ana.ask({ type: 'presence', channel, action: 'update', state: { mood: 'bad' } })
    const updated = await observer.next('presence')
    expect(updated).toMatchObject({ revision: 2, changes: [{ action: 'update', state: { mood: 'bad' } }] })
    const [enteredAt, stillEnteredAt] = [entered, updated].map(({ changes: [change] }) =>
      change !== undefined && 'enteredAt' in change ? change.enteredAt : null,
    )
    expect(enteredAt).toEqual(expect.any(Number))
    expect(stillEnteredAt).toBe(enteredAt)
    const bob = await client()
    await bob.ask({ type: 'attach', channel, presence: true })
    expect(await bob.next('presence-snapshot')).toMatchObject({
      revision: 2,
      first: true,
      last: true,
      connections: [{ clientId: 'ana', state: { mood: 'bad' } }],
    })
  })

  it('does not tell what is no change', async () => {
    const { client, observer, clock } = await observed()
    const ana = await client({ clientId: 'ana' })
    await enter(ana, { a: 1 })
    clock.advance(1_000)
    await enter(ana, { a: 1 })
    await ana.ask({ type: 'presence', channel, action: 'update', state: { a: 1 } })
    clock.advance(1_000)
    await observer.barrier()
    expect(told(observer)).toEqual(['enter ana'])
  })

  it('tells the first change at once and what follows within 50 ms together', async () => {
    const { client, observer, clock } = await observed()
    const [ana, bob] = [await client({ clientId: 'ana' }), await client({ clientId: 'bob' })]
    await enter(ana)
    await observer.barrier()
    expect(told(observer)).toEqual(['enter ana'])
    await enter(bob)
    await ana.ask({ type: 'presence', channel, action: 'update', state: 1 })
    await ana.ask({ type: 'presence', channel, action: 'update', state: 2 })
    clock.advance(49)
    await observer.barrier()
    expect(told(observer)).toEqual([])
    clock.advance(1)
    const item = await observer.next('presence')
    expect(item.changes).toMatchObject([
      { action: 'enter', clientId: 'bob' },
      { action: 'update', clientId: 'ana', state: 2 },
    ])
  })

  it('says nothing of who came and left within 50 ms', async () => {
    const { client, observer, clock } = await observed()
    const [ana, bob] = [await client({ clientId: 'ana' }), await client({ clientId: 'bob' })]
    await enter(ana)
    await enter(bob)
    await bob.grant({ type: 'presence', channel, action: 'update', state: 1 })
    await bob.grant({ type: 'presence', channel, action: 'leave' })
    await ana.grant({ type: 'presence', channel, action: 'leave' })
    await enter(ana, 'back')
    clock.advance(50)
    await observer.barrier()
    expect(observer.all('presence').map((item) => item.revision)).toEqual([1, 2])
    expect(observer.all('presence')[1]?.changes).toMatchObject([{ action: 'update', clientId: 'ana', state: 'back' }])
  })

  it('shows a newcomer what others have been told, and tells it the rest with them', async () => {
    const { client, observer, clock } = await observed()
    const [ana, bob, late] = [await client({ clientId: 'ana' }), await client({ clientId: 'bob' }), await client()]
    await enter(ana)
    await enter(bob)
    await late.grant({ type: 'attach', channel, presence: true })
    const snapshot = await late.next('presence-snapshot')
    expect(snapshot.revision).toBe(1)
    expect(snapshot.connections.map((connection) => connection.clientId)).toEqual(['ana'])
    clock.advance(50)
    for (const who of [observer, late]) await who.barrier()
    expect(told(observer)).toEqual(['enter ana', 'enter bob'])
    expect(told(late)).toEqual(['enter bob'])
  })

  it('counts an update without an enter as one, and leaving twice once', async () => {
    const { client, observer, clock } = await observed()
    const ana = await client({ clientId: 'ana' })
    await ana.ask({ type: 'presence', channel, action: 'update', state: 1 })
    clock.advance(50)
    await ana.ask({ type: 'presence', channel, action: 'leave' })
    clock.advance(50)
    expect(await ana.code({ type: 'presence', channel, action: 'leave' })).toBe('ok')
    clock.advance(50)
    await observer.barrier()
    expect(told(observer)).toEqual(['enter ana', 'leave ana'])
  })

  it('ends at once with a detach and with a clean close', async () => {
    const { client, observer, clock } = await observed()
    const [ana, bob] = [await client({ clientId: 'ana' }), await client({ clientId: 'bob' })]
    for (const who of [ana, bob]) {
      await enter(who)
      clock.advance(50)
    }
    await ana.ask({ type: 'detach', channel })
    clock.advance(50)
    await bob.close(1000)
    await observer.until(() => observer.all('presence').length === 4)
    expect(told(observer)).toEqual(['enter ana', 'enter bob', 'leave ana', 'leave bob'])
  })

  it.each([
    ['a lost socket', 'terminate', 10_000, 'timeout'],
    ['a page that was closed or reloaded', 1001, 3_000, 'leave'],
    ['a close that says something else', 4123, 10_000, 'timeout'],
  ] as const)('outlives %s by its grace and then ends', async (_, how, grace, action) => {
    const { client, observer, clock, server } = await observed()
    const ana = await client({ clientId: 'ana' })
    await enter(ana)
    clock.advance(50)
    if (how === 'terminate') ana.socket.terminate()
    else await ana.close(how)
    await observer.untilServer(() => server.info().connections === 1)
    clock.advance(grace - 1)
    await observer.barrier()
    expect(told(observer)).toEqual(['enter ana'])
    clock.advance(1)
    await observer.barrier()
    expect(told(observer)).toEqual([`${action} ana`])
  })

  it('goes on without a word for who comes back in time with the resume key', async () => {
    const { client, observer, clock, server } = await observed()
    const ana = await client({ clientId: 'ana' })
    await enter(ana, { a: 1 })
    clock.advance(50)
    ana.socket.terminate()
    await observer.untilServer(() => server.info().connections === 1)
    clock.advance(9_900)
    const again = await client({ clientId: 'ana', resumeKey: ana.welcome.resumeKey })
    expect(again.welcome).toMatchObject({ resumed: true, connectionId: ana.welcome.connectionId })
    clock.advance(60_000)
    await enter(again, { a: 1 })
    clock.advance(1_000)
    await observer.barrier()
    expect(told(observer)).toEqual(['enter ana'])
    const { connections } = await observer.result('presence', { type: 'presence-get', channel })
    expect(connections).toHaveLength(1)
  })

  it.each([
    ['an unknown key', (): object => ({ clientId: 'ana', resumeKey: 'guessed' })],
    ["somebody else's key", (key: string): object => ({ clientId: 'bob', resumeKey: key })],
  ])('is not taken over with %s', async (_, helloOf) => {
    const { client } = await observed()
    const ana = await client({ clientId: 'ana' })
    await enter(ana)
    const other = await client(helloOf(ana.welcome.resumeKey))
    expect(other.welcome.resumed).toBe(false)
    expect(other.welcome.connectionId).not.toBe(ana.welcome.connectionId)
    await ana.barrier()
  })

  it('is not taken over by a key whose grace has ended', async () => {
    const { client, observer, clock, server } = await observed()
    const ana = await client({ clientId: 'ana' })
    ana.socket.terminate()
    await observer.untilServer(() => server.info().connections === 1)
    clock.advance(10_000)
    const again = await client({ clientId: 'ana', resumeKey: ana.welcome.resumeKey })
    expect(again.welcome.resumed).toBe(false)
  })

  it('is fenced: a resumed connection cuts its old socket before anything else', async () => {
    const { client, observer, clock } = await observed()
    const ana = await client({ clientId: 'ana' })
    await enter(ana)
    await ana.ask({ type: 'attach', channel })
    clock.advance(50)
    const again = await client({ clientId: 'ana', resumeKey: ana.welcome.resumeKey })
    expect(again.welcome.resumed).toBe(true)
    expect(await ana.closed).toMatchObject({ code: 4006 })
    clock.advance(60_000)
    await observer.barrier()
    expect(told(observer)).toEqual(['enter ana'])
    // And its own grace is that of the new socket.
    await again.close(1000)
    await observer.until(() => observer.all('presence').length === 1)
    expect(told(observer)).toEqual(['leave ana'])
  })

  it('shows two tabs as two connections of one client', async () => {
    const { client, observer, clock, server } = await observed()
    const [one, two] = [await client({ clientId: 'ana' }), await client({ clientId: 'ana' })]
    await enter(one, 1)
    clock.advance(50)
    await enter(two, 2)
    clock.advance(50)
    expect(await server.presence(channel)).toMatchObject([{ clientId: 'ana', state: 2, connections: [{}, {}] }])
    expect((await server.hereNow()).totalOccupancy).toBe(1)
    await two.close()
    await observer.until(() => observer.all('presence').length === 3)
    expect(await server.presence(channel)).toMatchObject([{ clientId: 'ana', state: 1, connections: [{}] }])
  })

  it('goes when a peer stops answering: after two pings and the grace', async () => {
    const { client, observer, clock } = await observed()
    const ana = await client({ clientId: 'ana' })
    await enter(ana)
    clock.advance(50)
    observer.socket.on('message', (data: Buffer) => {
      if (data.toString().includes('"ping"')) observer.send({ type: 'pong' })
    })
    for (let second = 0; second < 86; second += 1) {
      clock.advance(1_000)
      await observer.barrier()
    }
    await ana.closed
    expect(observer.all('presence').flatMap((item) => item.changes.map((change) => change.action))).toEqual([
      'enter',
      'timeout',
    ])
  })
})

describe('a server that has just started', () => {
  it('says that it may not know everyone, and sends a settled snapshot when it does', async () => {
    const { client, clock } = await startTestServer()
    const [ana, bob] = [await client({ clientId: 'ana' }), await client({ clientId: 'bob' })]
    await ana.ask({ type: 'attach', channel, presence: true })
    await ana.ask({ type: 'attach', channel: 'room:b', presence: true })
    await ana.ask({ type: 'detach', channel: 'room:b' })
    expect(await ana.next('presence-snapshot')).toMatchObject({ settling: true, connections: [] })
    ana.received.splice(0)
    await enter(bob)
    const late = await client({ clientId: 'late' })
    clock.advance(9_999)
    await ana.barrier()
    expect(ana.all('presence-snapshot')).toEqual([])
    await bob.grant({ type: 'presence', channel, action: 'update', state: 1 })
    await enter(late)
    clock.advance(1)
    await ana.barrier()
    expect(ana.all('presence-snapshot')).toMatchObject([
      { channel, settling: false, revision: 3, connections: [{ clientId: 'bob' }, { clientId: 'late' }] },
    ])
    clock.advance(50)
    await ana.barrier()
    expect(told(ana)).toEqual(['enter bob', 'update bob', 'enter late'])
  })
})

describe('asking for presence', () => {
  it('sends the snapshot of an attached channel again, and refuses it for another', async () => {
    const { client, observer } = await observed()
    const ana = await client({ clientId: 'ana' })
    await enter(ana)
    await observer.ask({ type: 'presence-sync', channel })
    expect(await observer.next('presence-snapshot')).toMatchObject({ revision: 1, connections: [{ clientId: 'ana' }] })
    expect(await ana.code({ type: 'presence-sync', channel })).toBe('not_found')
    await ana.grant({ type: 'attach', channel })
    expect(await ana.code({ type: 'presence-sync', channel })).toBe('not_found')
  })

  it('needs no attach', async () => {
    const { client } = await observed()
    const [ana, bob] = [await client({ clientId: 'ana' }), await client()]
    await enter(ana, { a: 1 })
    const { connections } = await bob.result('presence', { type: 'presence-get', channel })
    expect(connections).toMatchObject([{ clientId: 'ana', state: { a: 1 } }])
    expect(await bob.result('presence', { type: 'presence-get', channel: 'empty' })).toEqual({ connections: [] })
  })

  it('tells where somebody is', async () => {
    const { client } = await observed()
    const [ana, bob] = [await client({ clientId: 'ana' }), await client()]
    for (const name of ['room:a', 'room:b']) await ana.ask({ type: 'presence', channel: name, action: 'enter' })
    const whereNow = (clientId: string): Promise<{ channels: readonly string[] }> =>
      bob.result('whereNow', { type: 'where-now', clientId })
    expect((await whereNow('ana')).channels).toEqual(['room:a', 'room:b'])
    await ana.ask({ type: 'presence', channel: 'room:a', action: 'leave' })
    expect((await whereNow('ana')).channels).toEqual(['room:b'])
    expect((await whereNow('nobody')).channels).toEqual([])
  })

  it('tells who is here: in some channels, in all, with members and with their state', async () => {
    const { client } = await observed()
    const [ana, bob] = [await client({ clientId: 'ana' }), await client({ clientId: 'bob' })]
    for (const name of ['room:a', 'room:b'])
      await ana.ask({ type: 'presence', channel: name, action: 'enter', state: 1 })
    await bob.ask({ type: 'presence', channel: 'room:b', action: 'enter', state: 2 })
    const all = await bob.result('hereNow', { type: 'here-now' })
    expect(all).toEqual({
      totalChannels: 2,
      totalOccupancy: 3,
      channels: [
        { channel: 'room:a', occupancy: 1 },
        { channel: 'room:b', occupancy: 2 },
      ],
    })
    const some = await bob.result('hereNow', { type: 'here-now', channels: ['room:b', 'room:c'], members: true })
    expect(some).toMatchObject({
      totalChannels: 2,
      totalOccupancy: 2,
      channels: [{ channel: 'room:b' }, { occupancy: 0 }],
    })
    expect(some.channels[0]?.connections?.map((found) => found.state)).toEqual([undefined, undefined])
    const states = await bob.result('hereNow', { type: 'here-now', channels: ['room:b'], members: true, state: true })
    expect(states.channels[0]?.connections?.map((found) => found.state).sort()).toEqual([1, 2])
  })
})

describe('watching occupancy', () => {
  it('tells the counts at first and then what changes, without an attach', async () => {
    const { client, clock } = await observed()
    const [ana, tab, bob] = [await client({ clientId: 'ana' }), await client({ clientId: 'ana' }), await client()]
    await enter(ana)
    await bob.ask({ type: 'watch', channels: ['room:a', 'room:b'] })
    expect((await bob.next('occupancy')).counts).toEqual([
      { channel: 'room:a', occupancy: 1 },
      { channel: 'room:b', occupancy: 0 },
    ])
    await enter(tab)
    clock.advance(50)
    await ana.ask({ type: 'presence', channel: 'room:b', action: 'enter' })
    clock.advance(50)
    expect((await bob.next('occupancy')).counts).toEqual([{ channel: 'room:b', occupancy: 1 }])
    await ana.close()
    clock.advance(50)
    expect((await bob.next('occupancy')).counts).toEqual([{ channel: 'room:b', occupancy: 0 }])
    expect(bob.all('presence')).toEqual([])
  })

  it('of all channels follows new ones too, until the watch is replaced', async () => {
    const { client, clock } = await observed()
    const [ana, bob] = [await client({ clientId: 'ana' }), await client()]
    await enter(ana)
    await bob.ask({ type: 'watch', channels: [], all: true })
    expect((await bob.next('occupancy')).counts).toEqual([{ channel: 'room:a', occupancy: 1 }])
    clock.advance(50)
    await ana.ask({ type: 'presence', channel: 'new', action: 'enter' })
    expect((await bob.next('occupancy')).counts).toEqual([{ channel: 'new', occupancy: 1 }])
    await bob.ask({ type: 'watch', channels: [] })
    clock.advance(50)
    await ana.ask({ type: 'presence', channel: 'new', action: 'leave' })
    clock.advance(50)
    await bob.barrier()
    expect(bob.all('occupancy')).toEqual([])
  })
})

describe('a crowded channel', () => {
  const rules = { '*': { presence: { intervalAbove: 2 } } }

  it('tells a newcomer its own stamps at once, and everybody what a second came to', async () => {
    const { client, clock } = await startTestServer({ rules })
    clock.advance(10_000)
    const [ana, ben, cem, dan] = [
      await client({ clientId: 'ana' }),
      await client({ clientId: 'ben' }),
      await client({ clientId: 'cem' }),
      await client({ clientId: 'dan' }),
    ]
    for (const each of [ana, ben, cem]) await enter(each)
    await ana.grant({ type: 'attach', channel, presence: true })
    await enter(dan)
    expect(await ana.next('presence-interval')).toMatchObject({
      revision: 1,
      occupancy: 4,
      joined: [{ clientId: 'dan' }],
      updated: [],
      left: [],
      timedOut: [],
    })
    clock.advance(10)
    const request = { type: 'presence', channel, action: 'update', state: 'busy' } as const
    const stamps = await ben.result('stamps', request)
    expect(stamps).toEqual({ enteredAt: 1_800_000_010_000, updatedAt: 1_800_000_010_010 })
    await ben.close()
    await ana.barrier()
    clock.advance(989)
    await ana.barrier()
    expect(ana.all('presence-interval')).toEqual([])
    clock.advance(1)
    expect(await ana.next('presence-interval')).toMatchObject({
      revision: 2,
      occupancy: 3,
      joined: [],
      updated: [],
      left: [{ clientId: 'ben' }],
    })
  })

  it('costs 250 real sockets a snapshot and a frame per window, and all of them end with everybody', async () => {
    const members = 250
    const { client, clock } = await startTestServer({ rules: { '*': { presence: { intervalAbove: false } } } })
    clock.advance(10_000)
    const crowd: RawClient[] = []
    const windows = 10
    for (let index = 0; index < members; index += 1) {
      const each = await client({ clientId: `p${index}` })
      crowd.push(each)
      each.send(
        { type: 'attach', id: 1, channel, presence: true },
        { type: 'presence', id: 2, channel, action: 'enter' },
      )
      await each.answer(2)
      if (index % (members / windows) === 0) clock.advance(50)
    }
    clock.advance(50)
    for (const each of crowd) await each.barrier()
    const items = crowd.flatMap((each) => [...each.all('presence'), ...each.all('presence-snapshot')])
    expect(items.length).toBeLessThanOrEqual(members * (windows + 3))
    for (const each of crowd) {
      const snapshot = each.all('presence-snapshot').flatMap(({ connections }) => connections)
      const later = each.all('presence').flatMap(({ changes }) => changes)
      expect(new Set([...snapshot, ...later].map(({ clientId }) => clientId)).size).toBe(members)
    }
  })
})
