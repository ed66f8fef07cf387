import type { OutgoingMessage, PublishOutcome, PublishStored, RealtimeError } from '@herenow/adapter'
import { deadline } from '@herenow/adapter'
import type { Channel } from '../channel/channel.ts'
import { attempt } from '../client/attempt.ts'
import type { ClientServices } from '../client/client-services.ts'
import { failure, handled, notConnected, toRealtimeError, withOutcome } from '../client/problems.ts'
import type { ShownLog } from '../log/shown-log.ts'
import { randomId } from '../message/message-id.ts'
import { createFailedMessages } from './failed-messages.ts'
import { nextBatch } from './next-batch.ts'
import type { OutgoingEntry, Publisher } from './outgoing-entry.ts'
import { createOutboxRetry } from './outbox-retry.ts'
import type { Prepared } from './prepare.ts'
import { prepare } from './prepare.ts'
import type { PublishReceipt, PublishResult } from './publish.ts'
import { asUnsettled, blamesBatch, publishTimedOut } from './unsettled.ts'

/** What may wait in a channel's outbox while connected; while not, the client's `queue` counts. */
const whileConnected = { maxQueuedMessages: 10_000, maxQueuedBytes: 16_777_216 }

/**
 * A channel's messages on their way out, in publish order, from being shown as `sending` to the receipt. Sends while
 * connected, keeps what a drop left unanswered and sends it again under the same ids, and waits behind a message that
 * was refused for now.
 */
export interface Outbox extends Pick<Channel, 'publish' | 'publishMany' | 'retry' | 'discard'> {
  readonly isEmpty: boolean
  /** Something failed that can be retried. */
  readonly hasFailed: boolean
  /** Sends what may leave now. */
  readonly pump: () => void
  /** Fails everything with `reason` and lets go of the timers. */
  fail(reason: RealtimeError): void
}

export interface OutboxNeeds {
  readonly name: string
  readonly client: Pick<
    ClientServices,
    | 'clock'
    | 'random'
    | 'settings'
    | 'pacer'
    | 'report'
    | 'session'
    | 'clientId'
    | 'info'
    | 'capabilities'
    | 'ended'
    | 'isConnected'
    | 'unavailable'
    | 'outboxChanged'
  >
  /** Shows what becomes of each message. */
  readonly log: Pick<ShownLog, 'model' | 'touch'>
  /** A message is under way: the channel is held and the connection needed. */
  readonly onNeeded: () => void
  /** The channel may have one reason less to be held. */
  readonly onSettled: () => void
}

export function createOutbox(needs: OutboxNeeds): Outbox {
  const { client, log, name: channelName } = needs
  const { clock, pacer, random, settings } = client
  /** By message id, in publish order. */
  const entries = new Map<string, OutgoingEntry>()
  const failed = createFailedMessages()
  const retry = createOutboxRetry(clock, random, pump)
  /** What has never left: only that counts against the bounds. */
  let waitingMessages = 0
  let waitingBytes = 0

  function enqueue(prepared: Prepared): Promise<PublishReceipt> {
    const underWay = entries.get(prepared.message.id)
    // The failure stands in the log and is reported.
    return handled(
      new Promise((resolve, reject) => {
        if (underWay) underWay.repeats.push({ resolve, reject })
        else add(prepared, { resolve, reject })
      }),
    )
  }

  function add(prepared: Prepared, { resolve, reject }: Publisher): void {
    const { message, bytes } = prepared
    needs.onNeeded()
    show(message)
    const entry: OutgoingEntry = {
      message,
      bytes,
      resolve,
      reject,
      repeats: [],
      cancelTimeout: deadline(clock, settings.publishTimeout, () =>
        giveUp(entry, publishTimedOut(settings.publishTimeout, entry)),
      ),
      inFlight: false,
      attempted: false,
      unanswered: false,
      refusal: null,
      fatal: 0,
      alone: false,
    }
    const problem = client.unavailable() ?? problemWith(bytes)
    if (problem) return refuse(entry, problem)
    entries.set(message.id, entry)
    count(entry, 1)
    client.outboxChanged.emit()
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
    while (client.isConnected && !retry.isWaiting) {
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
    const outcomes = await request(batch.map(({ message }) => message))
    pacer.batch(() => {
      const apart = blamesBatch(outcomes)
      batch.forEach((entry, index) => settle(entry, outcomes[index] ?? { error: notConnected() }, apart))
      const isQuiet = !Array.from(entries.values()).some(({ inFlight }) => inFlight)
      if (retry.isWaiting && isQuiet) retry.plan()
    })
    pump()
  }

  async function request(messages: readonly OutgoingMessage[]): Promise<readonly PublishOutcome[]> {
    try {
      return (await client.session?.publish(channelName, messages)) ?? []
    } catch (thrown) {
      const error = toRealtimeError(thrown, 'Publishing')
      return messages.map(() => ({ error }))
    }
  }

  /** `apart`: the service refused all that travelled together, so each must be asked for alone. */
  function settle(entry: OutgoingEntry, outcome: PublishOutcome, apart: boolean): void {
    const { error } = outcome
    entry.inFlight = false
    if (!error) return confirm(entry, outcome)
    if (entries.get(entry.message.id) !== entry) return
    if (apart) {
      entry.alone = true
      return
    }
    if (error.code === 'message_too_large' || error.code === 'protocol_error') entry.fatal += 1
    // An earlier attempt may have been stored: a refusal of the repetition says nothing about that.
    if (!error.retryable || entry.fatal > 1)
      return refuse(entry, entry.unanswered ? withOutcome(error, 'unknown') : error)
    if (error.outcome === 'unknown') entry.unanswered = true
    else if (error.code !== 'out_of_order' && error.code !== 'connection_closed') entry.refusal = error
    // After a drop the next connect pumps; while connected it is the service that said "not now".
    if (client.isConnected) retry.wait(error.retryAfter)
  }

  function confirm(entry: OutgoingEntry, { position, timestamp, duplicate }: PublishStored): void {
    const { id } = entry.message
    const receipt = { id, position, timestamp, duplicate }
    retry.granted()
    // First out of the failed: a late answer to a message that had timed out.
    failed.delete(id)
    remove(entry)
    log.model.confirm(receipt)
    log.touch()
    entry.resolve(receipt)
    for (const repeat of entry.repeats) repeat.resolve({ ...receipt, duplicate: true })
  }

  /** Ends it without an answer: once it has left, nobody may know what became of it. */
  function giveUp(entry: OutgoingEntry, reason: RealtimeError): void {
    refuse(entry, asUnsettled(reason, entry))
  }

  function refuse(entry: OutgoingEntry, reason: RealtimeError): void {
    const { id } = entry.message
    // What was discarded is not in the log any more, and has not failed.
    const hasFailed = log.model.fail(id, reason)
    if (hasFailed && !client.ended) failed.add(entry, reason).forEach(log.model.discard)
    if (hasFailed) log.touch()
    remove(entry)
    if (hasFailed) client.report(reason)
    entry.reject(reason)
    for (const repeat of entry.repeats) repeat.reject(reason)
  }

  function remove(entry: OutgoingEntry): void {
    const { id } = entry.message
    entry.cancelTimeout()
    // A late answer to a message that has timed out must not take out its retry, which has the same id.
    if (entries.get(id) === entry) {
      entries.delete(id)
      count(entry, -1)
      client.outboxChanged.emit()
    }
    needs.onSettled()
  }

  /** Checks, shows and keeps it; `pump` sends it. */
  const publish: Channel['publish'] = (name, data, options = {}) =>
    attempt(
      () => enqueue(prepare(client, channelName, { ...options, name, data })),
      (thrown) => toRealtimeError(thrown, 'Publishing'),
      client.report,
    )

  return {
    get isEmpty() {
      return entries.size === 0
    },
    get hasFailed() {
      return failed.size > 0
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
      void enqueue(prepared)
      pump()
    },
    discard(id) {
      const entry = entries.get(id)
      if (!failed.delete(id) && !entry) return
      // First out of the log: what isn't there any more has not failed.
      log.model.discard(id)
      log.touch()
      if (entry) giveUp(entry, failure('connection_closed', 'The message was discarded.'))
      needs.onSettled()
    },
    fail(reason) {
      retry.cancel()
      // A listener may publish again meanwhile.
      for (const entry of Array.from(entries.values())) giveUp(entry, reason)
    },
  }
}
