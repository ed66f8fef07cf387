import { isAfter } from './timetokens.ts'

/** One entry of a subscribe's answer, as it is on the wire: `c` channel, `d` data, `i` who, `e` kind, `u` meta. */
export interface Envelope {
  readonly a: string
  readonly f: number
  readonly i?: string
  readonly p: { readonly t: string; readonly r: number }
  readonly k: string
  readonly c: string
  readonly d: unknown
  readonly u?: unknown
  /** Absent: a message. 1: a signal. */
  readonly e?: number
}

/** What a subscribe listens to: channels by name, by pattern (`news.*`), or in groups. */
export interface Listening {
  /** By channel; what it was asked for by. */
  readonly match: (channel: string) => string | null
}

/** An envelope for one subscriber: `b` is what it was asked for by. */
export type Delivered = Envelope & { readonly b: string }

interface Poll extends Listening {
  readonly answer: (timetoken: string, messages: readonly Delivered[]) => void
}

export interface SubscriptionsOptions {
  /** So many are kept of a channel, and so many are given at once. */
  readonly queueSize: number
  /** Milliseconds for which they are kept. */
  readonly queueTime: number
}

/** The short memory from which subscribers catch up, and those who wait for what comes next. */
export class Subscriptions {
  readonly #options: SubscriptionsOptions
  readonly #queues = new Map<string, Envelope[]>()
  readonly #polls = new Set<Poll>()

  constructor(options: SubscriptionsOptions) {
    this.#options = options
  }

  add(envelope: Envelope): void {
    const queue = [...(this.#queues.get(envelope.c) ?? []), envelope]
    this.#queues.set(envelope.c, queue.slice(-this.#options.queueSize))
    for (const poll of this.#polls) {
      const b = poll.match(envelope.c)
      if (b === null) continue
      this.#polls.delete(poll)
      poll.answer(envelope.p.t, [{ ...envelope, b }])
    }
  }

  /** What came after a timetoken, oldest first: of more than fits, the oldest is lost. */
  since(timetoken: string, { match }: Listening): readonly Delivered[] {
    const oldest = BigInt(Date.now() - this.#options.queueTime) * 10_000n
    const found: Delivered[] = []
    for (const [channel, queue] of this.#queues) {
      const b = match(channel)
      if (b === null) continue
      for (const envelope of queue) {
        if (isAfter(envelope.p.t, timetoken) && BigInt(envelope.p.t) >= oldest) found.push({ ...envelope, b })
      }
    }
    found.sort((one, other) => (isAfter(one.p.t, other.p.t) ? 1 : -1))
    return found.slice(-this.#options.queueSize)
  }

  /** Waits for the next one. Returns how to stop waiting. */
  wait(poll: Poll): () => void {
    this.#polls.add(poll)
    return () => void this.#polls.delete(poll)
  }
}
