import { describe, expect, it } from 'vitest'
import { engineMessage, engineMessages, offsetsOf, usualRetention } from '../testing/engine-messages.ts'
import { testEngine } from '../testing/index.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import { contextOf } from '../testing/test-engine.ts'
import type { Engine } from './engine.ts'
import { memory } from './memory-engine.ts'

testEngine({ name: 'memory', create: () => memory() })

async function opened(maxBytes?: number): Promise<{ engine: Engine; clock: ManualClock }> {
  const clock = new ManualClock()
  const engine = memory({ maxBytes })
  await engine.open(contextOf(clock))
  return { engine, clock }
}

const kilobyte = JSON.stringify('x'.repeat(1_000))

describe('the memory engine', () => {
  it('trims the least recently used channel first when it is full', async () => {
    const { engine } = await opened(40_000)
    const fill = (channel: string): Promise<unknown> =>
      engine.publish(
        channel,
        Array.from({ length: 10 }, (_, i) => engineMessage(`${i}`, { data: kilobyte })),
        usualRetention,
      )
    await fill('first')
    await fill('second')
    await engine.position('first')
    await fill('third')
    expect(await engine.position('first')).toMatchObject({ floor: 0, top: 10 })
    expect((await engine.position('second')).floor).toBeGreaterThan(0)
    expect(await engine.position('third')).toMatchObject({ floor: 0, top: 10 })
  })

  it('trims the channel in use when that alone fills it, and stays usable', async () => {
    const { engine } = await opened(20_000)
    for (let i = 0; i < 100; i += 1)
      await engine.publish('only', [engineMessage(`m${i}`, { data: kilobyte })], usualRetention)
    const { floor, top } = await engine.position('only')
    expect(top).toBe(100)
    expect(top - floor).toBeGreaterThan(3)
    expect(top - floor).toBeLessThan(20)
  })

  it('goes on after the last offset of a channel that it had to forget, and says that messages are gone', async () => {
    const { engine, clock } = await opened(50_000)
    await engine.publish('forgotten', engineMessages(3), usualRetention)
    const before = await engine.position('forgotten')
    clock.advance(5_000)
    for (let i = 0; i < 100; i += 1) await engine.publish(`other${i}`, [engineMessage('a')], usualRetention)
    expect(await engine.position('forgotten')).toMatchObject({ epoch: before.epoch, top: 3, floor: 3 })
    const behind = { limit: 10, direction: 'forwards', after: { epoch: before.epoch, offset: 2 } } as const
    expect(await engine.history('forgotten', behind)).toMatchObject({ messages: [], complete: false })
    const [next] = await engine.publish('forgotten', [engineMessage('b')], usualRetention)
    expect(next).toMatchObject({ position: { offset: 4 } })
  })

  it('uses no offset twice, however many channels it had to forget', async () => {
    const { engine, clock } = await opened(20_000)
    await engine.publish('forgotten', engineMessages(3), usualRetention)
    const { epoch } = await engine.position('forgotten')
    clock.advance(5_000)
    for (let i = 0; i < 11_000; i += 1) await engine.publish(`other${i}`, [engineMessage('a')], usualRetention)
    const after = await engine.position('forgotten')
    expect(after.epoch).toBe(epoch)
    expect(after.reachesBackTo).toBeGreaterThanOrEqual(clock.date())
    expect(after.top).toBeGreaterThanOrEqual(3)
    expect(after.floor).toBe(after.top)
  })

  it('makes nothing of channels that are only read: they push out nobody', async () => {
    const { engine } = await opened(50_000)
    await engine.publish('room', engineMessages(3), usualRetention)
    for (let i = 0; i < 22_000; i += 1) {
      if (i % 2 === 0) await engine.position(`other${i}`)
      else await engine.history(`other${i}`, { limit: 1, direction: 'backwards' })
    }
    expect(offsetsOf(await engine.history('room', { limit: 10, direction: 'forwards' }))).toEqual([1, 2, 3])
  })

  it('tells who was attached to a channel without messages no gap, whatever was pushed out meanwhile', async () => {
    const { engine } = await opened(50_000)
    const before = await engine.position('quiet')
    for (let i = 0; i < 100; i += 1) await engine.publish(`other${i}`, [engineMessage('a')], usualRetention)
    expect(await engine.position('quiet')).toEqual(before)
  })

  it('trims channels that somebody is attached to after all others', async () => {
    const clock = new ManualClock()
    const engine = memory({ maxBytes: 50_000 })
    const attached = new Set(['watched'])
    await engine.open({ ...contextOf(clock), isAttached: (channel) => attached.has(channel) })
    const fill = async (prefix: string): Promise<void> => {
      for (let i = 0; i < 100; i += 1) {
        await engine.publish(`${prefix}${i}`, [engineMessage('a', { data: kilobyte })], usualRetention)
      }
    }
    await engine.publish('watched', engineMessages(3), usualRetention)
    await fill('other')
    expect(await engine.position('watched')).toMatchObject({ floor: 0, top: 3 })
    attached.clear()
    clock.advance(10_000)
    await fill('another')
    expect(await engine.position('watched')).toMatchObject({ floor: 3, top: 3 })
  })

  it('keeps at most 16 MiB beyond the retention of what is younger than two minutes', async () => {
    const { engine } = await opened()
    const data = JSON.stringify('x'.repeat(60_000))
    for (let i = 0; i < 400; i += 1) {
      await engine.publish('room', [engineMessage(`m${i}`, { data })], { messages: 10, seconds: 3_600 })
    }
    const { floor, top } = await engine.position('room')
    expect((top - floor) * 60_000).toBeLessThanOrEqual(16_777_216)
    expect((top - floor) * 60_000).toBeGreaterThan(16_000_000)
  })

  it('lets go of expired messages on its own, in small steps', async () => {
    const { engine, clock } = await opened(300_000)
    await engine.publish('busy', engineMessages(5), usualRetention)
    const expiring = Array.from({ length: 100 }, (_, i) => engineMessage(`m${i}`, { data: kilobyte, ttl: 1 }))
    await engine.publish('expiring', expiring, usualRetention)
    clock.advance(10_000)
    // There is room again for as much, without trimming the channel that is used least.
    const lasting = Array.from({ length: 100 }, (_, i) => engineMessage(`n${i}`, { data: kilobyte }))
    await engine.publish('lasting', lasting, usualRetention)
    expect(offsetsOf(await engine.history('busy', { limit: 10, direction: 'forwards' }))).toHaveLength(5)
  })

  it('says clearly that it is not open', async () => {
    const { engine, clock } = await opened()
    await engine.close()
    await expect(engine.position('room')).rejects.toMatchObject({ code: 'connection_closed' })
    expect(clock.pending).toBe(0)
  })
})
