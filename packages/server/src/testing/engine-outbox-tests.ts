import type { Arbitrary } from 'fast-check'
import { array, assert, asyncProperty, constantFrom, integer, oneof, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MemoryOutbox } from '../engine/memory-outbox.ts'
import type { Outbox, OutboxDraft, OutboxEntry } from '../engine/outbox.ts'
import type { EngineBench, EngineEnd } from './engine-bench.ts'

const everything = { after: 0, events: 1_000, bytes: 1_000_000 }
const death = { died: 9_000, reason: 'It answered 500' }

/** The kit is for engines with and without an outbox. */
function outboxOf({ engine }: EngineBench, skip: (note: string) => never): Outbox {
  return engine.outbox ?? skip('The engine has no outbox')
}

function drafts(webhook: string, texts: readonly string[]): readonly OutboxDraft[] {
  return texts.map((text, index) => ({ webhook, added: 1_000 + index, text: JSON.stringify(text) }))
}

async function textsOf(entries: Promise<readonly OutboxEntry[]>): Promise<readonly unknown[]> {
  return (await entries).map(({ text }) => JSON.parse(text) as unknown)
}

/** Events that wait for webhooks. */
export function testEngineOutbox(bench: EngineBench): void {
  describe('outbox', () => {
    it('keeps events of each webhook in order, and reads as many as fit, at least one', async ({ skip }) => {
      const outbox = outboxOf(bench, skip)
      await outbox.add([...drafts('a', ['1', '2']), ...drafts('b', ['other']), ...drafts('a', ['3', 'ä'])])
      expect(await textsOf(outbox.waiting('a', everything))).toEqual(['1', '2', '3', 'ä'])
      expect(await textsOf(outbox.waiting('a', { ...everything, events: 2 }))).toEqual(['1', '2'])
      expect(await textsOf(outbox.waiting('a', { ...everything, bytes: 6 }))).toEqual(['1', '2'])
      expect(await textsOf(outbox.waiting('a', { ...everything, bytes: 0 }))).toEqual(['1'])
      const [first] = await outbox.waiting('a', everything)
      expect(first).toMatchObject({ added: 1_000, text: '"1"' })
      expect(await textsOf(outbox.waiting('a', { ...everything, after: first?.place ?? 0 }))).toEqual(['2', '3', 'ä'])
      expect(await outbox.waiting('nobody', everything)).toEqual([])
      const none = { events: 0, bytes: 0 }
      expect(await outbox.contents()).toEqual(
        new Map([
          ['a', { waiting: { events: 4, bytes: 13 }, dead: none }],
          ['b', { waiting: { events: 1, bytes: 7 }, dead: none }],
        ]),
      )
    })

    it('never counts a place twice while events stand at it, waiting or given up', async ({ skip }) => {
      const outbox = outboxOf(bench, skip)
      await outbox.add(drafts('a', ['1', '2']))
      const [, second] = await outbox.waiting('a', everything)
      const place = second?.place ?? 0
      await outbox.bury('a', { from: place, upTo: place }, death)
      await outbox.remove('a', { from: 0, upTo: place })
      await outbox.add(drafts('a', ['3']))
      const [third] = await outbox.waiting('a', everything)
      expect(third?.place).toBeGreaterThan(place)
      expect(await outbox.dead('a', everything)).toEqual([{ place, added: 1_001, text: '"2"', ...death }])
    })

    it('gives no place again, also when nothing stands there any more', async ({ skip }) => {
      const outbox = outboxOf(bench, skip)
      let last = 0
      for (const text of ['1', '2', '3', '4']) {
        await outbox.add(drafts('a', [text]))
        const [entry] = await outbox.waiting('a', { ...everything, after: last })
        expect(entry).toMatchObject({ text: JSON.stringify(text) })
        last = entry?.place ?? 0
        if (text === '2') {
          await outbox.bury('a', { from: 0, upTo: last }, death)
          await outbox.revive('a', 2_000)
          const [again] = await outbox.waiting('a', { ...everything, after: last })
          expect(again).toMatchObject({ text: '"2"' })
          last = again?.place ?? 0
        }
        await outbox.remove('a', { from: 0, upTo: last })
      }
      await outbox.add(drafts('a', ['5']))
      const [fifth] = await outbox.waiting('a', { ...everything, after: last })
      await outbox.bury('a', { from: 0, upTo: Number.MAX_SAFE_INTEGER }, death)
      await outbox.removeDead('a', { from: 0, upTo: Number.MAX_SAFE_INTEGER })
      await outbox.add(drafts('a', ['6']))
      expect(await textsOf(outbox.waiting('a', { ...everything, after: fifth?.place ?? 0 }))).toEqual(['6'])
    })

    it('puts what was given up behind what waits, in its order', async ({ skip }) => {
      const outbox = outboxOf(bench, skip)
      await outbox.add(drafts('a', ['1', '2', '3', '4']))
      const upTo = (await outbox.waiting('a', everything))[1]?.place ?? 0
      await outbox.bury('a', { from: 0, upTo }, death)
      await outbox.revive('a', 5_000)
      const waiting = await outbox.waiting('a', everything)
      expect(waiting.map(({ text, added }) => [text, added])).toEqual([
        ['"3"', 1_002],
        ['"4"', 1_003],
        ['"1"', 5_000],
        ['"2"', 5_000],
      ])
      expect(await outbox.dead('a', everything)).toEqual([])
    })

    it('does what a simple model does, whatever is asked of it', async ({ skip }) => {
      const outbox = outboxOf(bench, skip)
      let round = 0
      await assert(
        asyncProperty(array(anyChange, { maxLength: 30 }), async (changes) => {
          round += 1
          const names = new Map(['a', 'b'].map((name) => [name, `${name}${round}`]))
          const model = new MemoryOutbox()
          for (const { change, webhook } of changes) {
            const name = names.get(webhook) ?? webhook
            await change(model, name)
            await change(outbox, name)
          }
          const found = await outbox.contents()
          for (const name of names.values()) {
            // Places may differ as long as the order is the same.
            expect(await textsOf(outbox.waiting(name, everything))).toEqual(
              await textsOf(model.waiting(name, everything)),
            )
            expect(await textsOf(outbox.dead(name, everything))).toEqual(await textsOf(model.dead(name, everything)))
            const empty = { waiting: { events: 0, bytes: 0 }, dead: { events: 0, bytes: 0 } }
            expect(found.get(name) ?? empty).toEqual((await model.contents()).get(name) ?? empty)
          }
        }),
        { numRuns: 50 },
      )
    })
  })
}

/** What waits and what was given up is there again. */
export function testEngineOutboxOverRestart(bench: EngineBench, reopen: (end: EngineEnd) => Promise<void>): void {
  it.each<EngineEnd>(['closed', 'crashed'])('keeps events for webhooks when it is %s', async (end) => {
    const { outbox } = bench.engine
    if (outbox === undefined) return
    await outbox.add(drafts('a', ['1', '2', '3']))
    const [first] = await outbox.waiting('a', everything)
    await outbox.bury('a', { from: 0, upTo: first?.place ?? 0 }, death)
    await reopen(end)
    const next = bench.engine.outbox
    if (next === undefined) throw new Error('The engine had an outbox before')
    await next.add(drafts('a', ['4']))
    expect(await textsOf(next.waiting('a', everything))).toEqual(['2', '3', '4'])
    expect(await next.dead('a', everything)).toMatchObject([{ text: '"1"', ...death }])
  })
}

interface Change {
  readonly webhook: string
  readonly change: (outbox: Outbox, webhook: string) => Promise<void>
}

/** The place of the entry at an index, or of the last one. */
async function placeAt(entries: Promise<readonly OutboxEntry[]>, index: number): Promise<number> {
  const all = await entries
  return (all[index] ?? all.at(-1))?.place ?? 0
}

const indexes = integer({ min: 0, max: 5 })
const additions = integer({ min: 1, max: 5 }).map((count): Change['change'] => {
  const texts = Array.from({ length: count }, (_, index) => `${count}-${index}`)
  return (outbox, webhook) => outbox.add(drafts(webhook, texts))
})
const removals = indexes.map((index): Change['change'] => async (outbox, webhook) => {
  await outbox.remove(webhook, { from: 0, upTo: await placeAt(outbox.waiting(webhook, everything), index) })
})
const burials = record({ from: indexes, upTo: indexes }).map(({ from, upTo }): Change['change'] => {
  return async (outbox, webhook) => {
    const waiting = outbox.waiting(webhook, everything)
    await outbox.bury(webhook, { from: await placeAt(waiting, from), upTo: await placeAt(waiting, upTo) }, death)
  }
})
const revivals = indexes.map((): Change['change'] => (outbox, webhook) => outbox.revive(webhook, 5_000))
const removalsOfDead = indexes.map((index): Change['change'] => async (outbox, webhook) => {
  await outbox.removeDead(webhook, { from: 0, upTo: await placeAt(outbox.dead(webhook, everything), index) })
})
const anyChange: Arbitrary<Change> = record({
  webhook: constantFrom('a', 'b'),
  change: oneof(additions, removals, burials, revivals, removalsOfDead),
})
