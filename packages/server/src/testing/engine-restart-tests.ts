import { describe, expect, it } from 'vitest'
import type { EnginePage } from '../engine/engine.ts'
import { engineMessage, engineMessages, offsetsOf, usualRetention } from './engine-messages.ts'
import type { EngineBench, EngineEnd } from './engine-bench.ts'

const twoMinutes = 120_000

/** What an engine promises whose messages outlive it. */
export function testEngineRestart(bench: EngineBench, reopen: (end: EngineEnd) => Promise<void>): void {
  const read = (channel = 'room:a'): Promise<EnginePage> =>
    bench.engine.history(channel, { limit: 200, direction: 'forwards' })

  describe.each<EngineEnd>(['closed', 'crashed'])('after it was %s and opened again', (end) => {
    it('has every confirmed message, at its offset, word for word', async () => {
      await bench.engine.publish('room:a', engineMessages(50), usualRetention)
      await bench.engine.publish('__proto__', [engineMessage('p', { data: '"\\u0000ü😀"' })], usualRetention)
      const before = [await read(), await read('__proto__')]
      await reopen(end)
      expect([await read(), await read('__proto__')]).toEqual(before)
    })

    it('keeps the epoch, and goes on counting where it was', async () => {
      await bench.engine.publish('room:a', engineMessages(3), usualRetention)
      const { epoch } = await bench.engine.position('room:a')
      await reopen(end)
      const [outcome] = await bench.engine.publish('room:a', [engineMessage('next')], usualRetention)
      expect(outcome).toMatchObject({ kind: 'accepted', position: { epoch, offset: 4 } })
      expect(await bench.engine.position('room:a', { last: 4 })).toMatchObject({ epoch, start: 0, floor: 0 })
    })

    it('goes on counting also when no message is left', async () => {
      await bench.engine.publish('room:a', engineMessages(3), { messages: 10, seconds: 1 })
      bench.clock.advance(10 * twoMinutes)
      await reopen(end)
      expect(await bench.engine.position('room:a')).toMatchObject({ top: 3, floor: 3 })
      const [outcome] = await bench.engine.publish('room:a', [engineMessage('m1')], usualRetention)
      expect(outcome).toMatchObject({ kind: 'accepted', position: { offset: 4 } })
    })

    it('answers the id of a stored message with the first receipt', async () => {
      const [first] = await bench.engine.publish('room:a', [engineMessage('a')], usualRetention)
      if (first?.kind !== 'accepted') throw new Error('The message was not accepted')
      bench.clock.advance(10 * twoMinutes)
      await reopen(end)
      const [again, foreign] = await bench.engine.publish(
        'room:a',
        [engineMessage('a'), engineMessage('a', { clientId: 'bob' })],
        usualRetention,
      )
      expect(again).toEqual({ kind: 'known', timestamp: first.timestamp, position: first.position })
      expect(foreign).toMatchObject({ kind: 'refused', error: { code: 'forbidden' } })
    })

    it('knows an id for two minutes, also when retention took its message before', async () => {
      const short = { messages: 1, seconds: 1 }
      await bench.engine.publish('room:a', [engineMessage('a')], short)
      bench.clock.advance(60_000)
      await reopen(end)
      expect(offsetsOf(await read())).toEqual([])
      const [again] = await bench.engine.publish('room:a', [engineMessage('a')], short)
      expect(again).toMatchObject({ kind: 'known', position: { offset: 1 } })
    })

    it('remembers how long each channel keeps its messages, and each message itself', async () => {
      await bench.engine.publish('room:a', engineMessages(8), { messages: 5, seconds: 3_600 })
      await bench.engine.publish('room:b', [engineMessage('a', { ttl: 10 }), engineMessage('b')], usualRetention)
      await reopen(end)
      bench.clock.advance(twoMinutes)
      expect(offsetsOf(await read())).toEqual([4, 5, 6, 7, 8])
      expect(offsetsOf(await read('room:b'))).toEqual([2])
      bench.clock.advance(3_600_000)
      expect(await bench.engine.position('room:a')).toMatchObject({ floor: 8, top: 8 })
    })

    it('reaches as far back in time as before', async () => {
      const startedAt = bench.clock.date()
      await bench.engine.publish('room:a', engineMessages(2), usualRetention)
      bench.clock.advance(60_000)
      await reopen(end)
      expect((await bench.engine.position('room:a')).reachesBackTo).toBeLessThanOrEqual(startedAt)
    })

    it('never lets time run backwards, whatever the clock says by then', async () => {
      const [first] = await bench.engine.publish('room:a', [engineMessage('a')], usualRetention)
      if (first?.kind !== 'accepted') throw new Error('The message was not accepted')
      bench.clock.setBack(60_000)
      await reopen(end)
      const [second] = await bench.engine.publish('room:a', [engineMessage('b')], usualRetention)
      expect(second).toMatchObject({ timestamp: first.timestamp })
    })
  })
}
