import { seededRandom } from '@herenow/testing'
import { describe, expect, it } from 'vitest'
import { resolveConfig } from '../config.ts'
import { numbered, publishOf } from '../testing/support/outgoing-messages.ts'
import { startHeardServer } from '../testing/support/heard-events.ts'
import { startTestServer } from '../testing/support/test-server.ts'
import type { ServerEvent, ServerEventType } from './server-event.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Lets a turn and a millisecond pass, again and again until something holds. */
async function passUntil(clock: { advance(milliseconds: number): void }, holds: () => boolean): Promise<void> {
  while (!holds()) {
    await turn()
    clock.advance(1)
  }
}

describe('a listener', () => {
  it.each([1, 2, 3])(
    'that takes from 0 to 50 ms hears of each channel in order, and of others meanwhile (seed %i)',
    async (seed) => {
      const { server, clock, client } = await startTestServer()
      const random = seededRandom(seed)
      const heard: string[] = []
      const running = new Set<string>()
      let most = 0
      let overlaps = 0
      server.on('publish', async ({ channel, message }) => {
        if (running.has(channel)) overlaps += 1
        running.add(channel)
        most = Math.max(most, running.size)
        await new Promise<void>((resolve) => clock.setTimeout(resolve, Math.floor(random.next() * 51)))
        running.delete(channel)
        heard.push(`${channel} ${message.id}`)
      })
      const ana = await client({ clientId: 'ana' })
      const ids = numbered('m', 200)
      const channelOf = (index: number): string => `room:${index % 5}`
      await Promise.all(ids.map((id, index) => ana.ask(publishOf(channelOf(index), id))))
      await passUntil(clock, () => heard.length === 200)
      for (let room = 0; room < 5; room += 1) {
        const own = (line: string): boolean => line.startsWith(`room:${room} `)
        expect(heard.filter(own)).toEqual(ids.map((id, index) => `${channelOf(index)} ${id}`).filter(own))
      }
      expect({ most, overlaps }).toEqual({ most: 5, overlaps: 0 })
    },
  )

  it.each<[string, string, () => void | Promise<void>]>([
    [
      'throws',
      'A listener of "subscribe" failed',
      () => {
        throw new Error('no database')
      },
    ],
    ['rejects', 'A listener of "subscribe" failed', () => Promise.reject(new Error('no database'))],
    ['never ends', 'A listener of "subscribe" took longer than 5 s', () => new Promise(() => {})],
  ])('that %s is logged, and keeps neither others nor what comes next', async (_, complaint, fail) => {
    const all = await startHeardServer(['subscribe'])
    const heard: string[] = []
    all.server.on('subscribe', ({ clientId }) => {
      heard.push(clientId)
      return clientId === 'ana' ? fail() : undefined
    })
    const [ana, ben] = [await all.client({ clientId: 'ana' }), await all.client({ clientId: 'ben' })]
    await ana.grant({ type: 'attach', channel: 'room' })
    await ben.grant({ type: 'attach', channel: 'room' })
    await all.untilHeard(2)
    await all.settle()
    all.clock.advance(5_000)
    await ben.untilServer(() => heard.length === 2)
    await ana.barrier()
    expect(heard).toEqual(['ana', 'ben'])
    expect(all.complaints).toEqual([complaint])
    expect(all.server.info().failures).toBe(0)
  })

  it('that is taken off hears nothing more, not even of what has happened before', async () => {
    const all = await startHeardServer(['presence'])
    const heard: unknown[] = []
    let finish = (): void => {}
    const off = all.server.on('presence', ({ state }) => {
      heard.push(state)
      return new Promise<void>((resolve) => (finish = resolve))
    })
    const ana = await all.client()
    for (const state of [1, 2, 3]) await ana.grant({ type: 'presence', channel: 'room', action: 'enter', state })
    await all.untilHeard(3)
    off()
    off()
    finish()
    await ana.grant({ type: 'presence', channel: 'room', action: 'leave' })
    await all.untilHeard(4)
    await all.settle()
    expect(heard).toEqual([1])
    expect(all.complaints).toEqual([])
  })

  it('may do what it likes with the server', async () => {
    const { server, client } = await startTestServer()
    const left: string[] = []
    server.on('subscribe', async ({ channel, clientId }) => {
      await server.publish(channel, 'joined', clientId)
      if (clientId === 'troll') await server.disconnect(clientId)
    })
    server.on('disconnect', ({ clientId }) => void left.push(clientId))
    const [ana, troll] = [await client({ clientId: 'ana' }), await client({ clientId: 'troll' })]
    await ana.grant({ type: 'attach', channel: 'room' })
    await troll.grant({ type: 'attach', channel: 'room' })
    expect((await troll.closed).code).toBe(4007)
    await ana.untilServer(() => left.length === 1)
    const { items } = await server.history('room', { direction: 'forwards' })
    expect(items.map(({ data }) => data)).toEqual(['ana', 'troll'])
  })

  it('of several events hears of one connection in order: no disconnect while its connect is worked on', async () => {
    const { server, clock, client } = await startTestServer()
    const rows = new Set<string>()
    let done = 0
    const keep = async (event: ServerEvent): Promise<void> => {
      if (event.type !== 'connect' && event.type !== 'disconnect') return
      await new Promise<void>((resolve) => clock.setTimeout(resolve, event.type === 'connect' ? 50 : 1))
      if (event.type === 'connect') rows.add(event.connectionId)
      else rows.delete(event.connectionId)
      done += 1
    }
    server.on(['connect', 'disconnect'], keep)
    for (let count = 0; count < 10; count += 1) await (await client()).close()
    await passUntil(clock, () => done === 20)
    expect(rows.size).toBe(0)
  })

  it('refuses events that do not exist, and what is no function', async () => {
    const { server } = await startTestServer()
    const on = (types: unknown, listener: unknown): unknown =>
      server.on(types as ServerEventType, listener as () => void)
    const known = 'Known: connect, disconnect, subscribe, unsubscribe, presence, channel, publish.'
    expect(() => on('conect', () => {})).toThrow(expect.objectContaining({ code: 'invalid_argument', hint: known }))
    expect(() => on([], () => {})).toThrow(expect.objectContaining({ code: 'invalid_argument', hint: known }))
    expect(() => on('connect', 7)).toThrow(expect.objectContaining({ code: 'invalid_argument' }))
    expect(() => on(undefined, () => {})).toThrow(expect.objectContaining({ code: 'invalid_argument' }))
  })
})

describe('listeners among the options', () => {
  it('hear of everything from the start, each of its own, and of one connection in order', async () => {
    const heard: string[] = []
    const hear = ({ type }: ServerEvent): void => void heard.push(type)
    const { client, clock } = await startTestServer({
      onConnect: async (event) => {
        await new Promise<void>((resolve) => clock.setTimeout(resolve, 20))
        hear(event)
      },
      onDisconnect: hear,
      onSubscribe: hear,
      onUnsubscribe: hear,
      onPresence: ({ action }) => void heard.push(action),
      onChannel: ({ state }) => void heard.push(state),
    })
    const ana = await client()
    await ana.grant({ type: 'attach', channel: 'room' })
    await ana.grant({ type: 'presence', channel: 'room', action: 'enter', state: 1 })
    await ana.close()
    await passUntil(clock, () => heard.length === 8)
    expect(heard).toEqual(['occupied', 'subscribe', 'enter', 'unsubscribe', 'leave', 'vacant', 'connect', 'disconnect'])
  })

  it.each(['onConnect', 'onDisconnect', 'onSubscribe', 'onUnsubscribe', 'onPresence', 'onChannel'])(
    'are refused where `%s` is no function',
    (name) => {
      expect(() => resolveConfig({ [name]: 'yes' }, () => silent)).toThrow(
        expect.objectContaining({ code: 'invalid_argument', message: `\`${name}\` must be a function.` }),
      )
    },
  )
})
