import { describe, expect, it } from 'vitest'
import { engineMessage, offsetsOf, outcomeOffsets, usualRetention } from './engine-messages.ts'
import type { EngineBench } from './engine-bench.ts'

const channels = Array.from({ length: 20 }, (_, index) => `room:${index}`)
const rounds = 30

/** Many publishes at once. */
export function testEngineConcurrency(bench: EngineBench): void {
  describe('with publishes to many channels under way', () => {
    it('keeps the order of calls in each, and settles in that order', async () => {
      const settled: string[] = []
      const calls: Promise<void>[] = []
      for (let round = 1; round <= rounds; round += 1) {
        for (const channel of channels) {
          const batch = ['a', 'b'].map((letter) => engineMessage(`${letter}${round}`))
          const call = bench.engine.publish(channel, batch, usualRetention).then((outcomes) => {
            settled.push(`${channel} ${outcomeOffsets(outcomes).join(' ')}`)
          })
          calls.push(call)
        }
        // Some calls come in the same turn, some in a later one.
        if (round % 3 === 0) await bench.engine.position('room:0')
        if (round % 7 === 0) await calls.at(-1)
      }
      await Promise.all(calls)
      for (const channel of channels) {
        const expected = Array.from({ length: rounds }, (_, index) => `${channel} ${index * 2 + 1} ${index * 2 + 2}`)
        expect(settled.filter((line) => line.startsWith(`${channel} `))).toEqual(expected)
        const page = await bench.engine.history(channel, { limit: 200, direction: 'forwards' })
        expect(offsetsOf(page)).toEqual(Array.from({ length: rounds * 2 }, (_, index) => index + 1))
        const ids = page.messages.map((message) => (JSON.parse(message.text) as { id: string }).id)
        expect(ids).toEqual(Array.from({ length: rounds }, (_, index) => [`a${index + 1}`, `b${index + 1}`]).flat())
      }
    })

    it('takes an id that is under way twice once', async () => {
      const calls = Array.from({ length: 10 }, () =>
        bench.engine.publish('room:a', [engineMessage('same')], usualRetention),
      )
      const outcomes = (await Promise.all(calls)).flat()
      expect(outcomes.map((outcome) => outcome.kind)).toEqual(['accepted', ...Array.from({ length: 9 }, () => 'known')])
      expect(outcomeOffsets(outcomes)).toEqual(Array.from({ length: 10 }, () => 1))
    })

    it('shows to readers only what it has confirmed', async () => {
      let confirmed = 0
      const publishing = Array.from({ length: 50 }, async (_, index) => {
        await bench.engine.publish('room:a', [engineMessage(`m${index}`)], usualRetention)
        confirmed += 1
      })
      while (confirmed < publishing.length) {
        const { top } = await bench.engine.position('room:a')
        // What was stored by then has settled by the end of this turn.
        await new Promise<void>((resolve) => void setImmediate(resolve))
        expect(confirmed).toBeGreaterThanOrEqual(top)
      }
      await Promise.all(publishing)
    })
  })
}
