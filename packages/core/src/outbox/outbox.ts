import type { OutgoingMessage, PublishOutcome, PublishStored, RealtimeError, Timer } from '@herenow/adapter'
import { deadline } from '@herenow/adapter'
import type { ChannelCore } from '../channel/channel-core.ts'
import type { Channel } from '../channel/channel.ts'
import { failure, handled, invalid, notConnected, toRealtimeError, withUnknownOutcome } from '../client/problems.ts'
import { randomId } from '../message/message-id.ts'
import { nextBatch } from './next-batch.ts'
import type { OutgoingEntry } from './outgoing-entry.ts'
import type { Prepared } from './prepare.ts'
import { prepare } from './prepare.ts'
import type { PublishReceipt, PublishResult } from './publish.ts'

/** What may wait in a channel's outbox while connected; while not, the client's `queue` counts. */
const whileConnected = { maxQueuedMessages: 10_000, maxQueuedBytes: 16_777_216 }
const firstRetryDelay = 500
const longestRetryDelay = 15_000

/**
 * A channel's messages on their way out, in publish order, from being shown as `sending` to the receipt. Sends while
 * connected, keeps what a drop left unanswered and sends it again under the same ids, and waits behind a message that
 * was refused for now.
 */
export interface Outbox extends Pick<Channel, 'publish' | 'publishMany' | 'retry' | 'discard'> {
  readonly isEmpty: boolean
  /** Sends what may leave now. */
  readonly pump: () => void
  /** Fails everything with `reason` and lets go of the timers. */
  fail(reason: RealtimeError): void
}

export function createOutbox(channel: ChannelCore): Outbox {
  const { client, log, name: channelName } = channel
  const { clock, pacer, random, settings } = client
  /** By message id, in publish order. */
  const entries = new Map<string, OutgoingEntry>()
  /** Failed messages, for `retry`. */
  const failed = new Map<string, Prepared>()
  /** What has never left: only that counts against the bounds. */
  let waitingMessages = 0
  let waitingBytes = 0
  /** A retryable refusal: nothing leaves until all in flight are answered and the delay is over. */
  let held = false
  let refusals = 0
  let retryAfter: number | undefined
  let timer: Timer = null

  function enter(prepared: Prepared): Promise<PublishReceipt> {
    const { message, bytes } = prepared
    const { id } = message
    if (entries.has(id)) throw invalid(`A message with the id "${id}" is under way already.`)
    channel.need()
    show(message)
    // The failure stands in the log and is reported.
    return handled(
      new Promise((resolve, reject) => {
        const entry: OutgoingEntry = {
          message,
          bytes,
          resolve,
          reject,
          // An answer that waited while the machine slept is read first.
          cancelTimeout: deadline(clock, settings.publishTimeout, () => expire(entry)),
          inFlight: false,
          attempted: false,
          fatal: 0,
        }
        const full = problemWith(bytes)
        if (full) return refuse(entry, full)
        entries.set(id, entry)
        count(entry, 1)
        client.onOutboxChanged?.()
      }),
    )
  }

  function show({ id, name, data, meta }: OutgoingMessage): void {
    log.model.addPending({
      id,
      channel: channelName,
      name,
      data,
      clientId: client.clientId ?? '',
      info: client.info,
      connectionId: null,
      timestamp: clock.date(),
      position: null,
      meta,
      status: 'sending',
    })
    log.touch()
  }

  function problemWith(bytes: number): RealtimeError | null {
    const { maxQueuedMessages, maxQueuedBytes } = client.isConnected ? whileConnected : settings
    if (waitingMessages < maxQueuedMessages && waitingBytes + bytes <= maxQueuedBytes) return null
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
    const outcomes = await ask(batch.map(({ message }) => message))
    pacer.batch(() => {
      batch.forEach((entry, index) => take(entry, outcomes[index] ?? { error: notConnected() }))
      if (held && ![...entries.values()].some(({ inFlight }) => inFlight)) retryLater()
    })
    pump()
  }

  async function ask(messages: readonly OutgoingMessage[]): Promise<readonly PublishOutcome[]> {
    try {
      return (await client.session?.publish(channelName, messages)) ?? []
    } catch (thrown) {
      const error = toRealtimeError(thrown, 'Publishing')
      return messages.map(() => ({ error }))
    }
  }

  function take(entry: OutgoingEntry, outcome: PublishOutcome): void {
    const { error } = outcome
    entry.inFlight = false
    if (!error) return confirm(entry, outcome)
    if (entries.get(entry.message.id) !== entry) return
    if (error.code === 'message_too_large' || error.code === 'protocol_error') entry.fatal += 1
    if (!error.retryable || entry.fatal > 1) return refuse(entry, error)
    // After a drop the next connect pumps; while connected it is the service that said "not now".
    if (!client.isConnected) return
    held = true
    if (error.retryAfter !== undefined) retryAfter = Math.max(error.retryAfter, retryAfter ?? 0)
  }

  function retryLater(): void {
    const backoff = Math.min(firstRetryDelay * 2 ** refusals, longestRetryDelay)
    const delay = Math.max(retryAfter ?? 0, backoff * random.next())
    retryAfter = undefined
    refusals += 1
    clock.clearTimeout(timer)
    timer = clock.setTimeout(() => {
      held = false
      pump()
    }, delay)
  }

  function confirm(entry: OutgoingEntry, { position, timestamp, duplicate }: PublishStored): void {
    const { id } = entry.message
    const receipt = { id, position, timestamp, duplicate }
    refusals = 0
    remove(entry)
    failed.delete(id)
    log.model.confirm(receipt)
    log.touch()
    entry.resolve(receipt)
  }

  function expire(entry: OutgoingEntry): void {
    const message = `Not confirmed within ${settings.publishTimeout / 1000} s.`
    giveUp(entry, failure('timeout', message, { retryable: true }))
  }

  /** Ends it without an answer: once it has left, nobody knows what became of it. */
  function giveUp(entry: OutgoingEntry, reason: RealtimeError): void {
    refuse(entry, entry.attempted ? withUnknownOutcome(reason) : reason)
  }

  function refuse(entry: OutgoingEntry, reason: RealtimeError): void {
    const { id } = entry.message
    remove(entry)
    if (log.model.fail(id, reason)) {
      if (!client.ended) failed.set(id, entry)
      log.touch()
      client.report(reason)
    }
    entry.reject(reason)
  }

  function remove(entry: OutgoingEntry): void {
    const { id } = entry.message
    entry.cancelTimeout()
    // A late answer to a message that has timed out must not take out its retry, which has the same id.
    if (entries.get(id) !== entry) return
    entries.delete(id)
    count(entry, -1)
    client.onOutboxChanged?.()
  }

  /** Checks, shows and keeps it; `pump` sends it. */
  const publish: Channel['publish'] = (name, data, options = {}) =>
    client.attempt(
      () => enter(prepare(channel, name, data, options)),
      (thrown) => toRealtimeError(thrown, 'Publishing'),
    )

  return {
    get isEmpty() {
      return entries.size === 0
    },
    pump,
    publish(name, data, options) {
      const published = publish(name, data, options)
      pump()
      return published
    },
    publishMany(requests) {
      const results = requests.map(async ({ name, data, ...options }): Promise<PublishResult> => {
        const { id = randomId(random) } = options
        try {
          return await publish(name, data, { ...options, id })
        } catch (error) {
          return { id, error: toRealtimeError(error, 'Publishing') }
        }
      })
      pump()
      return Promise.all(results)
    },
    retry(id) {
      const prepared = failed.get(id)
      if (!prepared || entries.has(id)) return
      failed.delete(id)
      void enter(prepared)
      pump()
    },
    discard(id) {
      const entry = entries.get(id)
      if (!failed.delete(id) && !entry) return
      // First out of the log: what isn't there any more has not failed.
      log.model.discard(id)
      log.touch()
      if (entry) giveUp(entry, failure('connection_closed', 'The message was discarded.'))
    },
    fail(reason) {
      clock.clearTimeout(timer)
      held = false
      for (const entry of entries.values()) giveUp(entry, reason)
    },
  }
}
