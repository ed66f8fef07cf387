import { array, assert, asyncProperty, constantFrom, integer, oneof, record } from 'fast-check'
import { expect, it } from 'vitest'
import { MemoryOutbox } from '../engine/memory-outbox.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import { testSecret } from '../testing/support/webhook-target.ts'
import type { WebhooksBench } from '../testing/support/webhooks-bench.ts'
import { startWebhooks } from '../testing/support/webhooks-bench.ts'

const keep = { seconds: 3_600, events: 40 }
const options = [{ url: 'https://app.example/', secret: testSecret(), name: 'x', batch: { max: 4, wait: 1 }, keep }]

/** What the receiver does with a request: it is told whether the receiver has seen it. */
const moods = ['takes', 'fails', 'refuses', 'is gone', 'takes and breaks off', 'hangs'] as const
type Mood = (typeof moods)[number]

/** A receiver and the way to it, with a mood. */
class Receiver {
  mood: Mood = 'takes'
  /** Ids of all events that it has taken, repetitions too. */
  readonly taken: string[] = []
  /** Requests on their way, and the most of them at a time; the most events of one. */
  open = 0
  mostOpen = 0
  mostEvents = 0

  readonly fetch = async (_: string, { body, signal }: RequestInit): Promise<Response> => {
    this.open += 1
    this.mostOpen = Math.max(this.mostOpen, this.open)
    try {
      if (this.mood === 'fails') throw new TypeError('fetch failed')
      if (this.mood === 'hangs') await new Promise((_resolve, reject) => signal?.addEventListener('abort', reject))
      if (this.mood === 'refuses') return new Response('', { status: 500 })
      if (this.mood === 'is gone') return new Response('', { status: 410 })
      const { events } = JSON.parse(typeof body === 'string' ? body : '') as {
        readonly events: readonly { readonly id: string }[]
      }
      this.mostEvents = Math.max(this.mostEvents, events.length)
      this.taken.push(...events.map(({ id }) => id))
      if (this.mood === 'takes and breaks off') throw new TypeError('terminated')
      return new Response(null, { status: 204 })
    } finally {
      this.open -= 1
    }
  }
}

const turns = async (): Promise<void> => {
  for (let count = 0; count < 4; count += 1) await new Promise((resolve) => setImmediate(resolve))
}

const anyAct = oneof(
  { weight: 4, arbitrary: record({ act: constantFrom('take' as const), count: integer({ min: 1, max: 12 }) }) },
  { weight: 4, arbitrary: record({ act: constantFrom('pass' as const), seconds: integer({ min: 1, max: 600 }) }) },
  { weight: 3, arbitrary: record({ act: constantFrom('mood' as const), mood: constantFrom(...moods) }) },
  { weight: 1, arbitrary: record({ act: constantFrom('restart' as const) }) },
)

async function idsOfDead({ webhooks }: WebhooksBench): Promise<readonly string[]> {
  const letters = await webhooks.deadLetters('x', 0, 10_000)
  return letters.map(({ text }) => (JSON.parse(text) as { readonly id: string }).id)
}

it('loses nothing, keeps the order and its bounds, whatever the receiver does and however often the server ends', async () => {
  await assert(
    asyncProperty(array(anyAct, { maxLength: 40, size: 'max' }), async (acts) => {
      const [outbox, clock, receiver] = [new MemoryOutbox(), new ManualClock(), new Receiver()]
      const start = (): Promise<WebhooksBench> => startWebhooks(options, { outbox, clock, fetch: receiver.fetch })
      let bench = await start()
      const ids: string[] = []
      for (const [index, each] of acts.entries()) {
        if (each.act === 'take') ids.push(...bench.take(each.count, `${index}-`))
        else if (each.act === 'pass') clock.advance(each.seconds * 1_000)
        else if (each.act === 'mood') receiver.mood = each.mood
        else {
          // What is on its way is broken off after 3 s.
          const ended = bench.webhooks.end()
          await turns()
          clock.advance(3_000)
          await ended
          bench = await start()
        }
        await turns()
        expect(bench.info().waiting).toBeLessThanOrEqual(keep.events)
        expect(bench.info().lost).toBe(0)
      }
      receiver.mood = 'takes'
      // A request that hangs is broken off first. An event may reach its age in that time, and is revived with the others.
      clock.advance(60_000)
      await turns()
      await bench.webhooks.retry('x').then(turns)
      for (let count = 0; count < 80; count += 1) {
        clock.advance(15_000)
        await turns()
      }
      expect(bench.info()).toMatchObject({ status: 'idle', waiting: 0, dead: 0 })
      expect(await idsOfDead(bench)).toEqual([])
      expect(new Set(receiver.taken)).toEqual(new Set(ids))
      expect(receiver.mostOpen).toBeLessThanOrEqual(1)
      expect(receiver.mostEvents).toBeLessThanOrEqual(4)
    }),
    { numRuns: 60 },
  )
})

it('brings events in their order, those that were given up aside', async () => {
  await assert(
    asyncProperty(array(anyAct, { maxLength: 40, size: 'max' }), async (acts) => {
      const [outbox, clock, receiver] = [new MemoryOutbox(), new ManualClock(), new Receiver()]
      const bench = await startWebhooks(options, { outbox, clock, fetch: receiver.fetch })
      const ids: string[] = []
      for (const [index, each] of acts.entries()) {
        if (each.act === 'take') ids.push(...bench.take(each.count, `${index}-`))
        else if (each.act === 'pass') clock.advance(each.seconds * 1_000)
        else if (each.act === 'mood' && each.mood !== 'is gone') receiver.mood = each.mood
        await turns()
      }
      receiver.mood = 'takes'
      for (let count = 0; count < 80; count += 1) {
        clock.advance(15_000)
        await turns()
      }
      const dead = new Set(await idsOfDead(bench))
      const first = receiver.taken.filter((id, index) => receiver.taken.indexOf(id) === index)
      expect(first.filter((id) => !dead.has(id))).toEqual(ids.filter((id) => !dead.has(id)))
      expect(first).toEqual(ids.filter((id) => first.includes(id)))
    }),
    { numRuns: 60 },
  )
})
