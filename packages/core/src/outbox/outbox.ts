import type { OutgoingMessage, PublishOutcome, Timer } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import type { ChannelContext } from '../channel/channel-context.ts'
import { notConnected, toRealtimeError } from '../client/problems.ts'
import type { OutgoingEntry } from './outgoing-entry.ts'
import { nextBatch } from './next-batch.ts'
import type { PublishReceipt } from './publish.ts'

/** What may wait in a channel's outbox while connected; while not, the client's `queue` counts. */
const mostConnectedMessages = 10_000
const mostConnectedBytes = 16_777_216
const firstRetryDelay = 500
const longestRetryDelay = 15_000

/**
 * A channel's messages on their way out, in publish order. Sends while connected, keeps what a drop left unanswered and
 * sends it again under the same ids, and waits behind a message that was refused for now.
 */
export class Outbox {
  readonly #context: ChannelContext
  #entries: OutgoingEntry[] = []
  /** A retryable refusal: nothing leaves until all in flight are answered and the delay is over. */
  #held = false
  #refusals = 0
  #retryAfter: number | undefined
  #timer: Timer = null

  constructor(context: ChannelContext) {
    this.#context = context
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0
  }

  has(id: string): boolean {
    return this.#entries.some((entry) => entry.message.id === id)
  }

  /** Takes a message, or tells why it can't be taken. `settle` is called once, unless the message is discarded. */
  add(message: OutgoingMessage, bytes: number, settle: OutgoingEntry['settle']): RealtimeError | null {
    const full = this.#full(bytes)
    if (full !== null) return full
    const entry: OutgoingEntry = { message, bytes, settle, timer: null, inFlight: false, attempted: false, fatal: 0 }
    const { clock, settings } = this.#context
    entry.timer = clock.setTimeout(() => this.#expire(entry), settings.publishTimeout)
    this.#entries.push(entry)
    return null
  }

  /** Sends what may leave now. */
  pump(): void {
    if (!this.#context.isConnected()) return
    for (let batch = this.#next(); batch.length > 0; batch = this.#next()) void this.#send(batch)
  }

  /** The message is no longer wanted. Returns whether it was here. */
  discard(id: string): boolean {
    const entry = this.#entries.find((candidate) => candidate.message.id === id)
    if (entry === undefined) return false
    this.#settle(entry, new RealtimeError({ code: 'connection_closed', message: 'The message was discarded.' }))
    return true
  }

  /** Settles everything with `reason` and lets go of the timers. */
  fail(reason: RealtimeError): void {
    this.#context.clock.clearTimeout(this.#timer)
    this.#timer = null
    for (const entry of this.#entries) this.#settle(entry, reason)
  }

  #next(): readonly OutgoingEntry[] {
    return this.#held ? [] : nextBatch(this.#entries)
  }

  #full(bytes: number): RealtimeError | null {
    const { settings } = this.#context
    const connected = this.#context.isConnected()
    const mostMessages = connected ? mostConnectedMessages : settings.maxQueuedMessages
    const mostBytes = connected ? mostConnectedBytes : settings.maxQueuedBytes
    // What had left before a drop keeps its place and doesn't count.
    const waiting = this.#entries.filter((entry) => !entry.attempted)
    const waitingBytes = waiting.reduce((sum, entry) => sum + entry.bytes, 0)
    if (waiting.length < mostMessages && waitingBytes + bytes <= mostBytes) return null
    return new RealtimeError({
      code: 'queue_full',
      message: `The outbox is full (${waiting.length} messages, ${waitingBytes} bytes wait).`,
      retryable: true,
    })
  }

  async #send(batch: readonly OutgoingEntry[]): Promise<void> {
    for (const entry of batch) {
      entry.inFlight = true
      entry.attempted = true
    }
    const messages = batch.map((entry) => entry.message)
    const outcomes = await this.#publish(messages)
    this.#context.pacer.batch(() => {
      for (const [index, entry] of batch.entries()) this.#take(entry, outcomes[index])
      if (this.#held && !this.#entries.some((entry) => entry.inFlight)) this.#retryLater()
    })
    this.pump()
  }

  async #publish(messages: readonly OutgoingMessage[]): Promise<readonly PublishOutcome[]> {
    try {
      return (await this.#context.session()?.publish(this.#context.name, messages)) ?? []
    } catch (error) {
      const reason = toRealtimeError(error, 'Publishing')
      return messages.map(() => ({ error: reason }))
    }
  }

  #take(entry: OutgoingEntry, outcome: PublishOutcome | undefined): void {
    entry.inFlight = false
    const error = outcome === undefined ? notConnected() : outcome.error
    if (outcome !== undefined && outcome.error === undefined) {
      const { position, timestamp, duplicate } = outcome
      this.#refusals = 0
      return this.#settle(entry, { id: entry.message.id, position, timestamp, duplicate })
    }
    if (error === undefined || !this.#entries.includes(entry)) return
    if (error.code === 'message_too_large' || error.code === 'protocol_error') entry.fatal += 1
    if (!error.retryable || entry.fatal > 1) return this.#settle(entry, error)
    // After a drop the next connect pumps; while connected it is the service that said "not now".
    if (this.#context.isConnected()) this.#hold(error.retryAfter)
  }

  #hold(retryAfter: number | undefined): void {
    if (retryAfter !== undefined) this.#retryAfter = Math.max(retryAfter, this.#retryAfter ?? 0)
    this.#held = true
  }

  #retryLater(): void {
    const backoff = Math.min(firstRetryDelay * 2 ** this.#refusals, longestRetryDelay)
    const delay = this.#retryAfter ?? backoff * this.#context.random.next()
    this.#retryAfter = undefined
    this.#refusals += 1
    this.#context.clock.clearTimeout(this.#timer)
    this.#timer = this.#context.clock.setTimeout(() => {
      this.#timer = null
      this.#held = false
      this.pump()
    }, delay)
  }

  #expire(entry: OutgoingEntry): void {
    entry.timer = null
    const seconds = this.#context.settings.publishTimeout / 1000
    const outcome = entry.attempted ? ({ outcome: 'unknown' } as const) : {}
    this.#settle(
      entry,
      new RealtimeError({
        code: 'timeout',
        message: `Not confirmed within ${seconds} s.`,
        retryable: true,
        ...outcome,
      }),
    )
  }

  #settle(entry: OutgoingEntry, result: PublishReceipt | RealtimeError): void {
    this.#context.clock.clearTimeout(entry.timer)
    this.#entries = this.#entries.filter((other) => other !== entry)
    entry.settle(result)
  }
}
