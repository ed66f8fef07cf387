import type { AdapterHistoryPage, AdapterSession, HistoryQuery, Position, ReceivedMessage } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import { createTestClock, receivedMessage, seededRandom } from '@herenow/testing'
import { array, assert, asyncProperty, constant, constantFrom, integer, nat, oneof, record } from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { expect, it } from 'vitest'
import { createPacer } from '../store/pacer.ts'
import { createMessageStream } from './message-stream.ts'

// The stream on its own: no client, no channel, only what it says that it needs.

type Step =
  | { readonly type: 'publish'; readonly count: number; readonly lost: boolean }
  | { readonly type: 'repeat' | 'gap' | 'drop' | 'refuse' | 'wait' }
  | { readonly type: 'forget'; readonly keep: number }
  | { readonly type: 'attach'; readonly recovered: boolean }
  | { readonly type: 'restart'; readonly keep: number }

const aBoolean = oneof(constant(false), constant(true))
const anyStep: Arbitrary<Step> = oneof(
  record({ type: constant('publish' as const), count: integer({ min: 1, max: 5 }), lost: aBoolean }),
  constantFrom<Step>({ type: 'repeat' }, { type: 'gap' }, { type: 'drop' }, { type: 'refuse' }, { type: 'wait' }),
  record({ type: constant('forget' as const), keep: nat(4) }),
  record({ type: constant('attach' as const), recovered: aBoolean }),
  record({ type: constant('restart' as const), keep: nat(3) }),
)

interface Heard {
  readonly order: number
  readonly epoch: string | undefined
}

interface Stored {
  readonly message: ReceivedMessage
  readonly order: number
}

/** A service that stores messages, and a stream that follows it. */
class Follower {
  /** What the stream handed on: the order of a message and the epoch in which it stood, or a mark. */
  readonly heard: (Heard | 'gap')[] = []
  readonly #clock = createTestClock()
  #epoch = 'e1'
  #top = 0
  #stored: Stored[] = []
  /** Everything that ever was, by id. */
  readonly #orders = new Map<string, number>()
  /** Up to where an adapter has told, and goes on after a drop. */
  #told: Position | null = null
  /** What a restart lost: in the new epoch it never was. */
  readonly #gone = new Set<number>()
  #isAttached = false
  #refusals = 0
  readonly #session = { history: (_: string, query: HistoryQuery) => this.#history(query) } as AdapterSession
  readonly #stream = createMessageStream({
    name: 'room',
    client: {
      clock: this.#clock,
      random: seededRandom(1),
      session: this.#session,
      isConnected: true,
      compare: (_, a, b) =>
        a.epoch === b.epoch ? (Math.sign(Number(a.offset) - Number(b.offset)) as -1 | 0 | 1) : null,
      pacer: createPacer(this.#clock, () => {}),
    },
    capabilities: () => ({ history: 'full' }),
    isActive: () => true,
    isShown: (id) => this.heard.some((each) => each !== 'gap' && each.order === this.#orders.get(id)),
    onMessage: ({ id, position }) => this.heard.push({ order: this.#orders.get(id) ?? -1, epoch: position?.epoch }),
    onMissing: () => this.heard.push('gap'),
  })

  async take(step: Step): Promise<void> {
    switch (step.type) {
      case 'publish':
        for (let times = 0; times < step.count; times += 1) this.#publish()
        if (this.#isAttached && !step.lost) this.#deliver(step.count)
        // A service says so, when what it couldn't deliver is followed by something.
        else if (this.#isAttached) this.#declareGap()
        return
      case 'repeat': {
        const newest = this.#stored.find(({ message }) => message.position === this.#told)
        if (this.#isAttached && newest) this.#stream.message(newest.message)
        return
      }
      case 'gap':
        if (this.#isAttached) this.#declareGap()
        return
      case 'drop':
        this.#isAttached = false
        return
      case 'refuse':
        this.#refusals += 1
        return
      case 'wait':
        return this.settle()
      case 'forget':
        this.#stored = step.keep === 0 ? [] : this.#stored.slice(-step.keep)
        return
      case 'attach':
        return this.#attach(step.recovered)
      case 'restart':
        // A new epoch that has only the oldest of what there was.
        this.#isAttached = false
        this.#epoch = `e${Number(this.#epoch.slice(1)) + 1}`
        this.#stored = this.#stored.slice(0, step.keep).map(({ message, order }, index) => ({
          order,
          message: { ...message, position: this.#position(index + 1) },
        }))
        this.#top = this.#stored.length
        for (const order of this.#orders.values()) {
          if (!this.#stored.some((kept) => kept.order === order)) this.#gone.add(order)
        }
        return
    }
  }

  async settle(): Promise<void> {
    await this.#clock.advance(120_000)
  }

  /** Attached, with everything caught up. */
  async finish(): Promise<void> {
    this.#refusals = 0
    this.#attach(false)
    await this.settle()
  }

  get newest(): number | undefined {
    return this.#stored.at(-1)?.order
  }

  /** Whether everything after one message and before another is lost for everybody. */
  isNothingBetween(one: number, other: number): boolean {
    return Array.from({ length: other - one - 1 }, (_, index) => one + 1 + index).every((order) =>
      this.#gone.has(order),
    )
  }

  #publish(): void {
    this.#top += 1
    const order = this.#orders.size
    const message = receivedMessage(this.#top, { id: `m${order}`, position: this.#position(this.#top) })
    this.#orders.set(message.id, order)
    this.#stored.push({ message, order })
  }

  #deliver(count: number): void {
    for (const { message } of this.#stored.slice(-count)) this.#tell(message)
  }

  #tell(message: ReceivedMessage): void {
    this.#told = message.position
    this.#stream.message(message)
  }

  #declareGap(): void {
    this.#told = this.#position(this.#top)
    this.#stream.gap(this.#told)
  }

  #attach(recovered: boolean): void {
    const from = this.#told
    const top = this.#position(this.#top)
    const replay = this.#stored.filter(({ message }) => from !== null && this.#isAfter(message, from))
    const [first] = replay
    const isWhole =
      from?.epoch === this.#epoch &&
      (first ? this.#offset(first) === Number(from.offset) + 1 : Number(from.offset) === this.#top)
    this.#isAttached = true
    const isRecovered = recovered && isWhole
    this.#stream.attached(
      { type: 'attached', channel: 'room', position: isRecovered ? from : top, recovered: isRecovered },
      undefined,
    )
    if (isRecovered) for (const { message } of replay) this.#tell(message)
    this.#told = top
  }

  #offset({ message }: Stored): number {
    return Number(message.position?.offset)
  }

  #isAfter({ position }: ReceivedMessage, other: Position): boolean {
    return position?.epoch === other.epoch && Number(position.offset) > Number(other.offset)
  }

  #position(offset: number): Position {
    return { epoch: this.#epoch, offset }
  }

  async #history({ after, until, limit }: HistoryQuery): Promise<AdapterHistoryPage> {
    await Promise.resolve()
    if (this.#refusals > 0) {
      this.#refusals -= 1
      throw new RealtimeError({ code: 'timeout', message: 'Not now.', retryable: true })
    }
    const from = after === undefined ? 0 : after.epoch === this.#epoch ? Number(after.offset) : 0
    const end = until?.epoch === this.#epoch ? Number(until.offset) : 0
    const found = this.#stored.filter((each) => this.#offset(each) > from && this.#offset(each) <= end)
    const items = found.slice(0, limit).map(({ message }) => message)
    const isWhole =
      after === undefined ||
      (after.epoch === this.#epoch && (found[0] ? this.#offset(found[0]) === from + 1 : from >= end))
    return { items, next: null, complete: isWhole }
  }
}

it('hands on each message once, in the order of its epoch, and nothing past a hole without a mark', async () => {
  const runs = Number(process.env['STREAM_RUNS'] ?? 2_000)
  await assert(
    asyncProperty(array(anyStep, { maxLength: 40 }), async (steps) => {
      const follower = new Follower()
      await follower.take({ type: 'attach', recovered: false })
      for (const step of steps) await follower.take(step)
      await follower.finish()
      const { heard, newest } = follower
      const messages = heard.filter((each) => each !== 'gap')
      const orders = messages.map(({ order }) => order)
      expect(new Set(orders).size).toBe(orders.length)
      for (const epoch of new Set(messages.map((message) => message.epoch))) {
        const inEpoch = messages.filter((message) => message.epoch === epoch).map(({ order }) => order)
        expect(inEpoch).toEqual(inEpoch.toSorted((one, other) => one - other))
      }
      let last: Heard | 'gap' = 'gap'
      for (const each of heard) {
        if (each !== 'gap' && last !== 'gap') {
          expect([last, each, follower.isNothingBetween(last.order, each.order)]).toEqual([last, each, true])
        }
        last = each
      }
      // Whatever there is at the end has been heard, or stands behind a mark.
      if (newest !== undefined && !orders.includes(newest)) expect(heard).toContain('gap')
    }),
    { numRuns: runs },
  )
}, 600_000)
