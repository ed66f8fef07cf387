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
export interface Outbox {
  readonly isEmpty: boolean
  has(id: string): boolean
  /** Takes a message. `settle` is called once, also when it can't be taken. */
  add(message: OutgoingMessage, bytes: number, settle: OutgoingEntry['settle']): void
  /** Sends what may leave now. */
  pump(): void
  /** The message is no longer wanted. */
  discard(id: string): void
  /** Settles everything with `reason` and lets go of the timers. */
  fail(reason: RealtimeError): void
}

export function createOutbox({ client, name }: ChannelCore): Outbox {
  const { clock, pacer, random, settings } = client
  /** By message id, in publish order. */
  const entries = new Map<string, OutgoingEntry>()
  /** What has never left: only that counts against the bounds. */
  let waitingMessages = 0
  let waitingBytes = 0
  /** A retryable refusal: nothing leaves until all in flight are answered and the delay is over. */
  let held = false
  let refusals = 0
  let retryAfter: number | undefined
  let timer: Timer = null

  function full(bytes: number): RealtimeError | null {
    const { isConnected } = client
    const mostMessages = isConnected ? mostConnectedMessages : settings.maxQueuedMessages
    const mostBytes = isConnected ? mostConnectedBytes : settings.maxQueuedBytes
    if (waitingMessages < mostMessages && waitingBytes + bytes <= mostBytes) return null
    const message = `The outbox is full (${waitingMessages} messages, ${waitingBytes} bytes wait).`
    return failure('queue_full', message, { retryable: true })
  }

  /** What had left before a drop keeps its place and doesn't count. */
  function count(entry: OutgoingEntry, sign: 1 | -1): void {
    if (entry.attempted) return
    waitingMessages += sign
    waitingBytes += sign * entry.bytes
  }

  function pump(): void {
    while (client.isConnected && !held) {
      const batch = nextBatch(entries.values())
      if (batch.length === 0) return
      void send(batch)
    }
  }

  async function send(batch: readonly OutgoingEntry[]): Promise<void> {
    for (const entry of batch) {
      count(entry, -1)
      entry.inFlight = true
      entry.attempted = true
    }
    const outcomes = await publish(batch.map(({ message }) => message))
    pacer.batch(() => {
      batch.forEach((entry, index) => take(entry, outcomes[index] ?? { error: notConnected() }))
      if (held && ![...entries.values()].some(({ inFlight }) => inFlight)) retryLater()
    })
    pump()
  }

  async function publish(messages: readonly OutgoingMessage[]): Promise<readonly PublishOutcome[]> {
    try {
      return (await client.session?.publish(name, messages)) ?? []
    } catch (thrown) {
      const error = toRealtimeError(thrown, 'Publishing')
      return messages.map(() => ({ error }))
    }
  }

  function take(entry: OutgoingEntry, outcome: PublishOutcome): void {
    const { id } = entry.message
    entry.inFlight = false
    if (outcome.error === undefined) {
      const { position, timestamp, duplicate } = outcome
      refusals = 0
      return settle(entry, { id, position, timestamp, duplicate })
    }
    const { error } = outcome
    if (entries.get(id) !== entry) return
    if (error.code === 'message_too_large' || error.code === 'protocol_error') entry.fatal += 1
    if (!error.retryable || entry.fatal > 1) return settle(entry, error)
    // After a drop the next connect pumps; while connected it is the service that said "not now".
    if (!client.isConnected) return
    held = true
    if (error.retryAfter !== undefined) retryAfter = Math.max(error.retryAfter, retryAfter ?? 0)
  }

  function retryLater(): void {
    const backoff = Math.min(firstRetryDelay * 2 ** refusals, longestRetryDelay)
    const delay = retryAfter ?? backoff * random.next()
    retryAfter = undefined
    refusals += 1
    clock.clearTimeout(timer)
    timer = clock.setTimeout(() => {
      held = false
      pump()
    }, delay)
  }

  /** Ends it without an answer: once it has left, nobody knows what became of it. */
  function giveUp(entry: OutgoingEntry, reason: RealtimeError): void {
    settle(entry, entry.attempted ? withUnknownOutcome(reason) : reason)
  }

  function settle(entry: OutgoingEntry, result: PublishReceipt | RealtimeError): void {
    const { id } = entry.message
    clock.clearTimeout(entry.timer)
    // A late answer to a message that has timed out must not take out its retry, which has the same id.
    if (entries.get(id) === entry) {
      entries.delete(id)
      count(entry, -1)
      client.onOutboxChanged?.()
    }
    entry.settle(result)
  }

  return {
    get isEmpty() {
      return entries.size === 0
    },
    has: (id) => entries.has(id),
    add(message, bytes, settleEntry) {
      const problem = full(bytes)
      if (problem !== null) return settleEntry(problem)
      const entry: OutgoingEntry = {
        message,
        bytes,
        settle: settleEntry,
        timer: clock.setTimeout(() => {
          const seconds = settings.publishTimeout / 1000
          giveUp(entry, failure('timeout', `Not confirmed within ${seconds} s.`, { retryable: true }))
        }, settings.publishTimeout),
        inFlight: false,
        attempted: false,
        fatal: 0,
      }
      entries.set(message.id, entry)
      count(entry, 1)
      client.onOutboxChanged?.()
    },
    pump,
    discard(id) {
      const entry = entries.get(id)
      if (entry !== undefined) giveUp(entry, failure('connection_closed', 'The message was discarded.'))
    },
    fail(reason) {
      clock.clearTimeout(timer)
      held = false
      for (const entry of entries.values()) giveUp(entry, reason)
    },
  }
}
