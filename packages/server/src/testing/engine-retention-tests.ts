import { expect, it } from 'vitest'
import type { EnginePage, EngineQuery } from '../engine/engine.ts'
import { engineMessage, engineMessages, offsetsOf, usualRetention } from './engine-messages.ts'
import type { EngineBench } from './engine-bench.ts'

const twoMinutes = 120_000

/** What is kept for how long, and how honest the engine is about the rest. */
export function testEngineRetention(bench: EngineBench): void {
  const read = (query: Partial<EngineQuery> = {}): Promise<EnginePage> =>
    bench.engine.history('room:a', { limit: 100, direction: 'forwards', ...query })
  const retention = { messages: 5, seconds: 3_600 }

  it('keeps everything of the last two minutes and then the newest', async () => {
    await bench.engine.publish('room:a', engineMessages(8), retention)
    expect(offsetsOf(await read())).toHaveLength(8)
    bench.clock.advance(twoMinutes)
    expect(offsetsOf(await read())).toEqual([4, 5, 6, 7, 8])
    expect(await bench.engine.position('room:a')).toMatchObject({ floor: 3, top: 8 })
  })

  it('keeps nothing for longer than the retention says', async () => {
    await bench.engine.publish('room:a', engineMessages(3), retention)
    bench.clock.advance(3_600_000)
    expect(await read()).toMatchObject({ messages: [], top: 3 })
    expect(await bench.engine.position('room:a')).toMatchObject({ floor: 3, top: 3 })
  })

  it('goes on counting after everything was forgotten', async () => {
    await bench.engine.publish('room:a', engineMessages(3), retention)
    const { epoch } = await bench.engine.position('room:a')
    bench.clock.advance(3_600_000)
    const [outcome] = await bench.engine.publish('room:a', [engineMessage('later')], retention)
    expect(outcome).toMatchObject({ position: { epoch, offset: 4 } })
  })

  it('keeps messages for as long as the retention says, whatever happens to the wall clock', async () => {
    const year = 365 * 86_400_000
    await bench.engine.publish('room:a', engineMessages(2), retention)
    bench.clock.setBack(-year)
    bench.clock.advance(1_000)
    expect(offsetsOf(await read())).toEqual([1, 2])
    await bench.engine.publish(
      'room:a',
      [engineMessage('in the future'), engineMessage('short', { ttl: 10 })],
      retention,
    )
    bench.clock.setBack(year)
    bench.clock.advance(10_000)
    expect(offsetsOf(await read())).toEqual([1, 2, 3])
    bench.clock.advance(3_600_000)
    expect(offsetsOf(await read())).toEqual([])
  })

  it('knows an id for two minutes, whatever happens to the wall clock', async () => {
    const batch = [engineMessage('stored'), engineMessage('loose', { store: false })]
    await bench.engine.publish('room:a', batch, { messages: 0, seconds: 0 })
    for (const jump of [-86_400_000, 2 * 86_400_000]) {
      bench.clock.setBack(jump)
      bench.clock.advance(1_000)
      const outcomes = await bench.engine.publish('room:a', batch, { messages: 0, seconds: 0 })
      expect(outcomes.map(({ kind }) => kind)).toEqual(['known', 'known'])
    }
  })

  it('says that messages are missing where retention took some', async () => {
    await bench.engine.publish('room:a', engineMessages(8), retention)
    const { epoch } = await bench.engine.position('room:a')
    bench.clock.advance(twoMinutes)
    expect(await read({ after: { epoch, offset: 2 } })).toMatchObject({ complete: false })
    expect(await read({ after: { epoch, offset: 3 } })).toMatchObject({ complete: true })
  })

  it('knows how far back it reaches in time', async () => {
    const startedAt = bench.clock.date()
    await bench.engine.publish('room:a', engineMessages(3, 'old'), { messages: 2, seconds: 3_600 })
    bench.clock.advance(1_000)
    await bench.engine.publish('room:a', engineMessages(2, 'new'), { messages: 2, seconds: 3_600 })
    expect((await bench.engine.position('room:a')).reachesBackTo).toBeLessThanOrEqual(startedAt)
    bench.clock.advance(twoMinutes)
    const { reachesBackTo } = await bench.engine.position('room:a')
    expect(reachesBackTo).toBeGreaterThan(startedAt)
    expect(reachesBackTo).toBeLessThanOrEqual(startedAt + 1_000)
  })

  it('forgets a message when its own time to live ends, and calls that no gap', async () => {
    const batch = [engineMessage('a'), engineMessage('b', { ttl: 10 }), engineMessage('c')]
    await bench.engine.publish('room:a', batch, usualRetention)
    const { epoch } = await bench.engine.position('room:a')
    bench.clock.advance(9_999)
    expect(offsetsOf(await read())).toEqual([1, 2, 3])
    bench.clock.advance(1)
    const page = await read({ after: { epoch, offset: 1 } })
    expect(offsetsOf(page)).toEqual([3])
    expect(page.complete).toBe(true)
    expect(await bench.engine.position('room:a', { last: 2 })).toMatchObject({ start: 0 })
  })

  it('counts only what can still be read when it says whether something is left', async () => {
    const batch = [engineMessage('a', { ttl: 1 }), engineMessage('b'), engineMessage('c', { ttl: 1 })]
    await bench.engine.publish('room:a', batch, usualRetention)
    bench.clock.advance(2_000)
    expect(await read({ limit: 1 })).toMatchObject({ more: false })
    expect(await read({ limit: 1, direction: 'backwards' })).toMatchObject({ more: false })
  })
}
