import type { Capabilities, ChannelOccupancy, HereNow } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import { createTestEnv, scriptedAdapter, settled, silentLogger } from '@herenow/testing'
import { describe, expect, it } from 'vitest'
import { createClient } from '../client/create-client.ts'
import { occupancyView } from './create-occupancy-view.ts'

function setup(capabilities: Partial<Capabilities> = {}) {
  const world = createTestEnv()
  const adapter = scriptedAdapter(capabilities)
  const client = createClient({ adapter, clientId: 'ana', env: world.env, log: silentLogger })
  client.connection.connect()
  const { session } = adapter
  session.connected()
  const answer = async (index: number, counts: Record<string, number>): Promise<void> => {
    const channels: Record<string, ChannelOccupancy> = {}
    for (const [name, occupancy] of Object.entries(counts)) channels[name] = { occupancy }
    const totals = Object.values(counts)
    const hereNow: HereNow = {
      totalChannels: totals.length,
      totalOccupancy: totals.reduce((sum, count) => sum + count, 0),
      channels,
    }
    session.hereNows[index]?.answer(hereNow)
    await settled()
    await world.clock.advance(20)
  }
  const follow = async (...counts: { channel: string; occupancy: number }[]): Promise<void> => {
    session.emit({ type: 'occupancy', counts })
    await world.clock.advance(20)
  }
  return { world, client, session, answer, follow }
}

describe('who is here now', () => {
  it('is asked once for equal queries, without attaching, and followed while somebody looks', async () => {
    const { client, session, answer, follow, world } = setup()
    const view = occupancyView(client, { channels: ['a', 'b'] })
    expect(occupancyView(client, { channels: ['b', 'a'] })).toBe(view)
    expect(session.hereNows).toHaveLength(0)
    const releases = [view.lease(), view.lease()]
    await settled()
    expect(view.getState().status).toBe('pending')
    await answer(0, { a: 2, b: 0 })
    expect(view.getState()).toMatchObject({ status: 'ready', totalOccupancy: 2, channels: { a: { occupancy: 2 } } })
    await follow({ channel: 'a', occupancy: 3 }, { channel: 'other', occupancy: 9 })
    expect(view.getState()).toMatchObject({ totalOccupancy: 3, channels: { a: { occupancy: 3 } } })
    expect(session.hereNows).toHaveLength(1)
    expect(session.calls.filter((call) => call.startsWith('attach'))).toEqual([])
    for (const release of releases) release()
    await world.clock.advance(1_000)
    expect(session.watches.map(({ channels }) => channels)).toEqual([['a', 'b'], []])
    expect(world.clock.pending).toBe(0)
  })

  it('of all channels follows channels as they come and go', async () => {
    const { client, answer, follow, session } = setup()
    const view = occupancyView(client)
    view.lease()
    await settled()
    expect(session.watches.at(-1)).toEqual({ channels: [], all: true })
    await answer(0, { a: 1 })
    await follow({ channel: '__proto__', occupancy: 2 }, { channel: 'a', occupancy: 0 })
    const { channels, totalChannels, totalOccupancy } = view.getState()
    expect([Object.keys(channels), totalChannels, totalOccupancy]).toEqual([['__proto__'], 1, 2])
  })

  it('asks again for the members when their number changes', async () => {
    const { client, session, answer, follow } = setup()
    occupancyView(client, { channels: ['a'], includeMembers: true }).lease()
    await settled()
    await answer(0, { a: 1 })
    await follow({ channel: 'a', occupancy: 2 })
    await settled()
    expect(session.hereNows).toHaveLength(2)
  })

  it('keeps its identity while the counts stay', async () => {
    const { client, answer, follow } = setup()
    const view = occupancyView(client, { channels: ['a'] })
    view.lease()
    await settled()
    await answer(0, { a: 1 })
    const before = view.getState()
    await follow({ channel: 'a', occupancy: 1 })
    expect(view.getState()).toBe(before)
  })

  it('shows a failure and can be asked again', async () => {
    const { client, session, answer, world } = setup()
    const view = occupancyView(client, { channels: ['a'] })
    view.lease()
    await settled()
    session.hereNows[0]?.refuse(new RealtimeError({ code: 'forbidden', message: 'no' }))
    await settled()
    await world.clock.advance(20)
    expect(view.getState()).toMatchObject({ status: 'error', error: { code: 'forbidden' } })
    void view.refresh()
    await settled()
    await answer(1, { a: 4 })
    expect(view.getState()).toMatchObject({ status: 'ready', error: null, totalOccupancy: 4 })
  })

  it('goes on for those who look when an equal view that lingered out is looked at again', async () => {
    const { client, answer, follow, world } = setup()
    const first = occupancyView(client, { channels: ['a'] })
    first.lease()()
    await world.clock.advance(1_000)
    const second = occupancyView(client, { channels: ['a'] })
    expect(second).not.toBe(first)
    second.lease()
    first.lease()
    await settled()
    for (const index of [0, 1, 2]) await answer(index, { a: 1 })
    await follow({ channel: 'a', occupancy: 5 })
    expect([first.getState().totalOccupancy, second.getState().totalOccupancy]).toEqual([5, 5])
  })

  it('leaves no timer when the client is closed while it lingers', async () => {
    const { client, world } = setup()
    occupancyView(client, { channels: ['a'] }).lease()()
    await client.close()
    expect(world.clock.pending).toBe(0)
  })

  it('is refused for a value that is no client', () => {
    const { client } = setup()
    expect(occupancyView({ ...client })).toBe(occupancyView(client))
    expect(() => occupancyView({ clientId: 'ana' } as unknown as typeof client)).toThrow('createClient')
  })

  it('is asked again when the connection comes back after it had failed', async () => {
    const { client, session, answer, world } = setup()
    const view = occupancyView(client, { channels: ['a'] })
    view.lease()
    await settled()
    session.hereNows[0]?.refuse(new RealtimeError({ code: 'timeout', message: 'late', retryable: true }))
    await settled()
    await world.clock.advance(20)
    const reason = new RealtimeError({ code: 'connection_closed', message: 'gone', retryable: true })
    session.emit({ type: 'connection', state: { status: 'disconnected', reason, attempt: 0, retryAt: null } })
    session.connected()
    await settled()
    await answer(1, { a: 4 })
    expect(view.getState()).toMatchObject({ status: 'ready', totalOccupancy: 4 })
    session.emit({ type: 'connection', state: { status: 'disconnected', reason, attempt: 0, retryAt: null } })
    session.connected()
    await settled()
    expect(session.hereNows).toHaveLength(2)
  })

  it('is asked again every 10 s where the service does not push, for as long as somebody looks', async () => {
    const { client, session, answer, world } = setup({ occupancy: 'poll' })
    const view = occupancyView(client, { channels: ['a'] })
    const release = view.lease()
    await settled()
    await answer(0, { a: 1 })
    expect(session.watches).toEqual([])
    await world.clock.advance(9_900)
    expect(session.hereNows).toHaveLength(1)
    await world.clock.advance(100)
    await answer(1, { a: 2 })
    expect(view.getState()).toMatchObject({ totalOccupancy: 2 })
    const reason = new RealtimeError({ code: 'connection_closed', message: 'gone', retryable: true })
    session.emit({ type: 'connection', state: { status: 'disconnected', reason, attempt: 0, retryAt: null } })
    await world.clock.advance(30_000)
    expect(session.hereNows).toHaveLength(2)
    expect(view.getState().status).toBe('ready')
    session.connected()
    await world.clock.advance(10_000)
    expect(session.hereNows).toHaveLength(3)
    await answer(2, { a: 3 })
    release()
    await world.clock.advance(60_000)
    expect(session.hereNows).toHaveLength(3)
    expect(world.clock.pending).toBe(0)
  })

  it('is asked once where nobody wants to follow', async () => {
    const { client, session, answer, world } = setup({ occupancy: 'poll' })
    occupancyView(client, { channels: ['a'], live: false }).lease()
    await settled()
    await answer(0, { a: 1 })
    await world.clock.advance(60_000)
    expect(session.hereNows).toHaveLength(1)
  })
})
