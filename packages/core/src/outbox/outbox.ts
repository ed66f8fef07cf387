import type { OutgoingMessage, PublishOutcome, RealtimeError, Timer } from '@herenow/adapter'
import type { ChannelCore } from '../channel/channel-core.ts'
import { failure, notConnected, toRealtimeError, withUnknownOutcome } from '../client/problems.ts'
import { nextBatch } from './next-batch.ts'
import type { OutgoingEntry } from './outgoing-entry.ts'
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
  readonly #channel: ChannelCore
  /** By message id, in publish order. */
  readonly #entries = new Map<string, OutgoingEntry>()
  /** What has never left: only that counts against the bounds. */
  #waitingMessages = 0
  #waitingBytes = 0
  /** A retryable refusal: nothing leaves until all in flight are answered and the delay is over. */
  #held = false
  #refusals = 0
  #retryAfter: number | undefined
  #timer: Timer = null

  constructor(channel: ChannelCore) {
    this.#channel = channel
  }

  get isEmpty(): boolean {
    return this.#entries.size === 0
  }

  has(id: string): boolean {
    return this.#entries.has(id)
  }

  /** Takes a message. `settle` is called once, also when it can't be taken. */
  add(message: OutgoingMessage, bytes: number, settle: OutgoingEntry['settle']): void {
    const full = this.#full(bytes)
    if (full !== null) return settle(full)
    const { clock, settings } = this.#channel.client
    const entry: OutgoingEntry = { message, bytes, settle, timer: null, inFlight: false, attempted: false, fatal: 0 }
    entry.timer = clock.setTimeout(() => this.#expire(entry), settings.publishTimeout)
    this.#entries.set(message.id, entry)
    this.#count(entry, 1)
    this.#channel.client.onOutboxChanged?.()
  }

  /** Sends what may leave now. */
  pump(): void {
    if (!this.#channel.client.isConnected) return
    for (let batch = this.#next(); batch.length > 0; batch = this.#next()) void this.#send(batch)
  }

  /** The message is no longer wanted. */
  discard(id: string): void {
    const entry = this.#entries.get(id)
    if (entry !== undefined) this.#giveUp(entry, failure('connection_closed', 'The message was discarded.'))
  }

  /** Settles everything with `reason` and lets go of the timers. */
  fail(reason: RealtimeError): void {
    this.#channel.client.clock.clearTimeout(this.#timer)
    this.#held = false
    for (const entry of this.#entries.values()) this.#giveUp(entry, reason)
  }

  #next(): readonly OutgoingEntry[] {
    return this.#held ? [] : nextBatch(this.#entries.values())
  }

  #full(bytes: number): RealtimeError | null {
    const { isConnected, settings } = this.#channel.client
    const mostMessages = isConnected ? mostConnectedMessages : settings.maxQueuedMessages
    const mostBytes = isConnected ? mostConnectedBytes : settings.maxQueuedBytes
    if (this.#waitingMessages < mostMessages && this.#waitingBytes + bytes <= mostBytes) return null
    const message = `The outbox is full (${this.#waitingMessages} messages, ${this.#waitingBytes} bytes wait).`
    return failure('queue_full', message, { retryable: true })
  }

  /** What had left before a drop keeps its place and doesn't count. */
  #count(entry: OutgoingEntry, sign: 1 | -1): void {
    if (entry.attempted) return
    this.#waitingMessages += sign
    this.#waitingBytes += sign * entry.bytes
  }

  async #send(batch: readonly OutgoingEntry[]): Promise<void> {
    for (const entry of batch) {
      this.#count(entry, -1)
      entry.inFlight = true
      entry.attempted = true
    }
    const outcomes = await this.#publish(batch.map(({ message }) => message))
    this.#channel.client.pacer.batch(() => {
      for (const [index, entry] of batch.entries()) this.#take(entry, outcomes[index] ?? { error: notConnected() })
      if (this.#held && ![...this.#entries.values()].some(({ inFlight }) => inFlight)) this.#retryLater()
    })
    this.pump()
  }

  async #publish(messages: readonly OutgoingMessage[]): Promise<readonly PublishOutcome[]> {
    const { client, name } = this.#channel
    try {
      return (await client.session?.publish(name, messages)) ?? []
    } catch (error) {
      const reason = toRealtimeError(error, 'Publishing')
      return messages.map(() => ({ error: reason }))
    }
  }

  #take(entry: OutgoingEntry, outcome: PublishOutcome): void {
    entry.inFlight = false
    if (outcome.error === undefined) {
      const { position, timestamp, duplicate } = outcome
      this.#refusals = 0
      return this.#settle(entry, { id: entry.message.id, position, timestamp, duplicate })
    }
    const { error } = outcome
    if (this.#entries.get(entry.message.id) !== entry) return
    if (error.code === 'message_too_large' || error.code === 'protocol_error') entry.fatal += 1
    if (!error.retryable || entry.fatal > 1) return this.#settle(entry, error)
    // After a drop the next connect pumps; while connected it is the service that said "not now".
    if (this.#channel.client.isConnected) this.#hold(error.retryAfter)
  }

  #hold(retryAfter: number | undefined): void {
    if (retryAfter !== undefined) this.#retryAfter = Math.max(retryAfter, this.#retryAfter ?? 0)
    this.#held = true
  }

  #retryLater(): void {
    const { clock, random } = this.#channel.client
    const backoff = Math.min(firstRetryDelay * 2 ** this.#refusals, longestRetryDelay)
    const delay = this.#retryAfter ?? backoff * random.next()
    this.#retryAfter = undefined
    this.#refusals += 1
    clock.clearTimeout(this.#timer)
    this.#timer = clock.setTimeout(() => {
      this.#held = false
      this.pump()
    }, delay)
  }

  #expire(entry: OutgoingEntry): void {
    const message = `Not confirmed within ${this.#channel.client.settings.publishTimeout / 1000} s.`
    this.#giveUp(entry, failure('timeout', message, { retryable: true }))
  }

  /** Ends it without an answer: once it has left, nobody knows what became of it. */
  #giveUp(entry: OutgoingEntry, reason: RealtimeError): void {
    this.#settle(entry, entry.attempted ? withUnknownOutcome(reason) : reason)
  }

  #settle(entry: OutgoingEntry, result: PublishReceipt | RealtimeError): void {
    this.#channel.client.clock.clearTimeout(entry.timer)
    // A late answer to a message that has timed out must not take out its retry, which has the same id.
    if (this.#entries.get(entry.message.id) === entry) {
      this.#entries.delete(entry.message.id)
      this.#count(entry, -1)
      this.#channel.client.onOutboxChanged?.()
    }
    entry.settle(result)
  }
}
