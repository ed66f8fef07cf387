import type { Arbitrary } from 'fast-check'
import { array, assert, asyncProperty, constantFrom, integer, oneof, option, record } from 'fast-check'
import { expect, it } from 'vitest'
import type { EngineOutcome, EngineQuery } from '../engine/engine.ts'
import type { ModelOutcome } from './channel-model.ts'
import { ChannelModel } from './channel-model.ts'
import { engineMessage, offsetsOf } from './engine-messages.ts'
import type { EngineBench, EngineEnd } from './engine-bench.ts'

interface Draft {
  readonly number: number
  readonly clientId: string
  readonly store: boolean
  readonly ttl: number | null
}

type Command =
  | {
      readonly type: 'publish'
      readonly channel: number
      readonly drafts: readonly Draft[]
      readonly messages: number
      readonly seconds: number
    }
  | { readonly type: 'read'; readonly channel: number; readonly query: ReadQuery }
  | { readonly type: 'advance'; readonly milliseconds: number }
  | { readonly type: 'remove'; readonly channel: number }
  | { readonly type: 'remove-message'; readonly channel: number; readonly number: number }
  | { readonly type: 'reopen'; readonly end: EngineEnd }

/** Times are given as an age, and positions by their offset alone. */
interface ReadQuery {
  readonly limit: number
  readonly direction: EngineQuery['direction']
  readonly after: number | undefined
  readonly before: number | undefined
  readonly until: number | undefined
  readonly oldest: number | undefined
  readonly youngest: number | undefined
}

const channel = integer({ min: 0, max: 1 })
const maybe = (max: number): Arbitrary<number | undefined> =>
  option(integer({ min: 0, max }), { nil: undefined, freq: 1 })

const draft: Arbitrary<Draft> = record({
  number: integer({ min: 0, max: 12 }),
  clientId: constantFrom('ana', 'ana', 'ana', 'bob'),
  store: constantFrom(true, true, true, false),
  ttl: constantFrom(null, null, 1, 30, 200),
})

const readQuery: Arbitrary<ReadQuery> = record({
  limit: integer({ min: 1, max: 6 }),
  direction: constantFrom<EngineQuery['direction']>('forwards', 'backwards'),
  after: maybe(25),
  before: maybe(25),
  until: maybe(25),
  oldest: maybe(200_000),
  youngest: maybe(200_000),
})

const command: Arbitrary<Command> = oneof(
  {
    weight: 5,
    arbitrary: record({
      type: constantFrom('publish' as const),
      channel,
      drafts: array(draft, { minLength: 1, maxLength: 5 }),
      messages: constantFrom(0, 1, 3, 50),
      seconds: constantFrom(0, 5, 100, 130, 3_600),
    }),
  },
  { weight: 4, arbitrary: record({ type: constantFrom('read' as const), channel, query: readQuery }) },
  {
    weight: 2,
    arbitrary: record({
      type: constantFrom('advance' as const),
      milliseconds: constantFrom(1, 999, 1_000, 5_000, 29_999, 60_000, 119_999, 120_000, 130_000),
    }),
  },
  { weight: 1, arbitrary: record({ type: constantFrom('remove' as const), channel }) },
  {
    weight: 2,
    arbitrary: record({
      type: constantFrom('remove-message' as const),
      channel,
      number: integer({ min: 0, max: 12 }),
    }),
  },
  {
    weight: 1,
    arbitrary: record({ type: constantFrom('reopen' as const), end: constantFrom<EngineEnd>('closed', 'crashed') }),
  },
)

/** One random history of an engine, beside a model of what it must do. */
class ModelRun {
  readonly #bench: EngineBench
  readonly #channels: readonly { readonly name: string; readonly model: ChannelModel }[]
  /** Ids of unstored messages may be forgotten by a restart: so no other life uses them. */
  #life = 0

  constructor(bench: EngineBench, run: number) {
    this.#bench = bench
    this.#channels = [0, 1].map((index) => ({ name: `run${run}:${index}`, model: new ChannelModel() }))
  }

  async perform(next: Command): Promise<void> {
    const date = this.#bench.clock.date()
    switch (next.type) {
      case 'publish':
        return this.#publish(next, date)
      case 'read':
        return this.#read(next.channel, next.query, date)
      case 'advance':
        this.#bench.clock.advance(next.milliseconds)
        return
      case 'remove': {
        const { name, model } = this.#at(next.channel)
        await this.#bench.engine.removeHistory(name)
        return model.removeHistory(date)
      }
      case 'remove-message': {
        const { name, model } = this.#at(next.channel)
        const id = `m${next.number}`
        expect(await this.#bench.engine.removeMessage(name, id)).toBe(model.removeMessage(id, date))
        return
      }
      case 'reopen':
        this.#life += 1
        await this.#bench.reopen?.(next.end)
    }
  }

  async #publish(
    { channel: index, drafts, messages, seconds }: Command & { type: 'publish' },
    date: number,
  ): Promise<void> {
    const { name, model } = this.#at(index)
    const batch = drafts.map(({ number, clientId, store, ttl }) =>
      engineMessage(store ? `m${number}` : `life${this.#life}-${number}`, { clientId, store, ttl }),
    )
    // What a channel keeps is only decided by what it is to keep.
    const retention = drafts.some(({ store }) => store) ? { messages, seconds } : model.retention
    const outcomes = await this.#bench.engine.publish(name, batch, retention)
    expect(outcomes.map(comparable)).toEqual(model.publish(batch, retention, date))
  }

  async #read(index: number, wanted: ReadQuery, date: number): Promise<void> {
    const { name, model } = this.#at(index)
    const { engine } = this.#bench
    const { epoch, top, floor, start } = await engine.position(name, { last: wanted.limit })
    expect({ top, floor, start }).toEqual({
      start: model.startOfLast(wanted.limit, date),
      top: model.top,
      floor: model.floor,
    })
    const at = (offset: number | undefined): EngineQuery['after'] =>
      offset === undefined ? undefined : { epoch, offset }
    const query: EngineQuery = {
      limit: wanted.limit,
      direction: wanted.direction,
      after: at(wanted.after),
      before: at(wanted.before),
      until: at(wanted.until),
      start: wanted.oldest === undefined ? undefined : date - wanted.oldest,
      end: wanted.youngest === undefined ? undefined : date - wanted.youngest,
    }
    const page = await engine.history(name, query)
    const { more, complete } = page
    expect({ offsets: offsetsOf(page), more, complete }).toEqual(model.read(query, date))
  }

  #at(index: number): { readonly name: string; readonly model: ChannelModel } {
    const found = this.#channels[index]
    if (found === undefined) throw new Error(`There is no channel ${index}`)
    return found
  }
}

/** Random histories against a model. A failure prints its seed and the shortest history that shows it. */
export function testEngineModel(bench: EngineBench): void {
  it('does what a model of it does, whatever happens', { timeout: 60_000 }, async () => {
    let runs = 0
    await assert(
      asyncProperty(array(command, { minLength: 5, maxLength: 40 }), async (commands) => {
        runs += 1
        const run = new ModelRun(bench, runs)
        for (const next of commands) await run.perform(next)
      }),
      { numRuns: Number(process.env['ENGINE_RUNS'] ?? 50) },
    )
  })
}

function comparable(outcome: EngineOutcome): ModelOutcome {
  if (outcome.kind === 'refused') return ['refused']
  return [outcome.kind, outcome.position?.offset ?? null, outcome.timestamp]
}
