import { Buffer } from 'node:buffer'
import { assertNever } from '@herenow/adapter'
import type { ErrorBody, ReceivedPublish, SendSignal, SignalItem, WireOutcome } from '@herenow/protocol'
import { encodeItem, limits } from '@herenow/protocol'
import type { EngineMessage, EngineOutcome } from '../engine/engine.ts'
import { deliveryWork } from '../channel/delivered-bytes.ts'
import { draftMessage } from '../engine/message-draft.ts'
import { errorBody, refusal } from '../refusal.ts'
import type { Services } from '../services.ts'
import type { Connection } from '../socket/connection.ts'
import type { Prepared } from './judge-batch.ts'
import { judgeBatch } from './judge-batch.ts'
import { assertMay } from './permission.ts'

/** Bytes that an outcome takes in its answer, about. */
const bytesPerOutcome = 128
/** No refusal has more bytes. */
const longestError = 1_024

const outOfOrder = errorBody(
  refusal('out_of_order', 'An earlier message of this channel was refused and has to be sent again first.', {
    retryable: true,
  }),
)

const overfull = errorBody(
  refusal('rate_limited', 'Too much of this connection is waiting to be stored.', {
    retryable: true,
    retryAfter: 1_000,
  }),
)

/**
 * Publishes the messages of a request in order. Once one was refused with a retryable error, later ones of this
 * connection on this channel are refused too, until a request says `resume`: so a publisher's order holds.
 */
export async function publish(services: Services, connection: Connection, item: ReceivedPublish): Promise<void> {
  assertMay(services, connection, item.channel, 'publish')
  const { id, channel, resume, messages } = item
  const { channelQueues, onHold } = connection
  const count = messages.length
  const batch = prepareAll(services, connection, item)
  connection.charge(batch.work)
  const promised = count * bytesPerOutcome
  connection.outgoing.promise(promised)
  // What is refused keeps its place in the line, but not its messages.
  const reserved = channelQueues.reserve(batch.size) ? batch.size : null
  if (reserved === null) services.limitHits.hit('unstoredMessages', { ...connection.about, channel })
  const work = reserved === null ? (): readonly WireOutcome[] => refuseAll(overfull, count) : batch.store
  await channelQueues.run(channel, async () => {
    try {
      if (connection.isOver) return
      // The right may have gone while earlier messages were stored.
      assertMay(services, connection, channel, 'publish')
      if (resume === true) onHold.delete(channel)
      const outcomes = onHold.has(channel) ? refuseAll(outOfOrder, count) : await work()
      if (outcomes.some((outcome) => 'error' in outcome && outcome.error.retryable === true)) onHold.add(channel)
      countRefused(services, outcomes)
      connection.ok(id, { outcomes: shortened(outcomes) })
    } finally {
      channelQueues.release(reserved ?? 0)
      connection.outgoing.keep(promised)
    }
  })
}

function countRefused({ metrics }: Services, outcomes: readonly WireOutcome[]): void {
  for (const outcome of outcomes) {
    if (!('error' in outcome)) continue
    metrics.publishes.refused += 1
    metrics.refused('message', outcome.error.code)
  }
}

function refuseAll(error: ErrorBody, count: number): readonly WireOutcome[] {
  return Array.from({ length: count }, () => ({ error }))
}

/** Outcomes as a frame can hold them: where their texts are too many, codes have to do. */
function shortened(outcomes: readonly WireOutcome[]): readonly WireOutcome[] {
  if (outcomes.length * longestError <= limits.pageBytes) return outcomes
  if (Buffer.byteLength(JSON.stringify(outcomes)) <= limits.pageBytes) return outcomes
  return outcomes.map((outcome) => {
    if (!('error' in outcome)) return outcome
    const { hint: _, ...error } = outcome.error
    return { error: { ...error, message: 'Refused.' } }
  })
}

/** Sends a signal to whoever is attached now. */
export function signal(services: Services, connection: Connection, item: SendSignal): void {
  assertMay(services, connection, item.channel, 'publish')
  const most = services.limits.signalBytes
  if (Buffer.byteLength(JSON.stringify(item.data)) > most) {
    services.limitHits.hit('signalBytes', { ...connection.about, channel: item.channel })
    throw refusal('signal_too_large', `The signal's data is larger than ${most} bytes.`, { channel: item.channel })
  }
  const sent: SignalItem = {
    type: 'signal',
    channel: item.channel,
    name: item.name,
    data: item.data,
    clientId: connection.clientId,
    ...(connection.info === null ? {} : { info: connection.info }),
    connectionId: connection.connectionId,
    timestamp: services.clock.date(),
  }
  const text = encodeItem(sent)
  connection.charge(deliveryWork(services.hub.bytesFor(item.channel, text)))
  services.hub.signal(item.channel, text)
  if (item.id !== undefined) connection.ok(item.id)
}

/** The messages of a request, checked and encoded: how much that is, and what stores them. */
interface Batch {
  /** Characters. */
  readonly size: number
  /** What it costs to deliver them beyond what the request was counted for, in requests. */
  readonly work: number
  readonly store: () => Promise<readonly WireOutcome[]>
}

function prepareAll(services: Services, connection: Connection, { channel, messages }: ReceivedPublish): Batch {
  const prepareOne = (message: (typeof messages)[number]): Prepared => prepare(services, connection, message)
  const prepared = messages.map(prepareOne)
  const accepted = prepared.flatMap((each) => ('message' in each ? each.message : []))
  const hook = services.publishHook
  return {
    size: accepted.reduce((sum, { draft }) => sum + draft.length, 0),
    work: accepted.reduce((sum, { draft }) => sum + deliveryWork(services.hub.bytesFor(channel, draft)), 0),
    async store() {
      if (hook === null) return storePrepared(services, connection, channel, prepared)
      const batch = { hook, connection, channel, messages, prepare: prepareOne, outOfOrder }
      return storePrepared(services, connection, channel, await judgeBatch(batch, prepared))
    },
  }
}

/** Stores what is left of a batch. Returns what became of each message, in order. */
async function storePrepared(
  services: Services,
  connection: Connection,
  channel: string,
  prepared: readonly Prepared[],
): Promise<readonly WireOutcome[]> {
  const accepted = prepared.flatMap((each) => ('message' in each ? each.message : []))
  const outcomes = (await storeAll(services, connection, channel, accepted)).values()
  return prepared.map((each) => {
    if ('error' in each) return each
    if ('held' in each) {
      services.metrics.publishes.held += 1
      return { timestamp: services.clock.date() }
    }
    const outcome = outcomes.next().value
    return outcome === undefined ? { error: errorBody(null) } : wireOutcome(outcome)
  })
}

async function storeAll(
  services: Services,
  connection: Connection,
  channel: string,
  messages: readonly EngineMessage[],
): Promise<readonly EngineOutcome[]> {
  if (messages.length === 0) return []
  try {
    return await services.hub.publish(channel, messages)
  } catch (error) {
    services.log.error('Messages could not be stored', { ...connection.about, channel, error })
    return messages.map(() => ({ kind: 'refused', error: errorBody(error) }))
  }
}

function prepare(services: Services, connection: Connection, message: ReceivedPublish['messages'][number]): Prepared {
  if ('malformed' in message) {
    services.limitHits.hit('fields', connection.about)
    return { error: errorBody(refusal('invalid_argument', `${message.malformed}.`)) }
  }
  const data = JSON.stringify(message.data)
  const most = services.limits.messageBytes
  if (Buffer.byteLength(data) > most) {
    services.limitHits.hit('messageBytes', connection.about)
    return { error: errorBody(refusal('message_too_large', `The message's data is larger than ${most} bytes.`)) }
  }
  const { id, name, meta } = message
  return {
    message: {
      id,
      clientId: connection.clientId,
      draft: draftMessage({ id, name, data, meta, publisher: connection.publisher }),
      store: message.store !== false,
      ttl: message.ttl ?? null,
    },
  }
}

function wireOutcome(outcome: EngineOutcome): WireOutcome {
  switch (outcome.kind) {
    case 'refused':
      return { error: outcome.error }
    case 'accepted':
      return { timestamp: outcome.timestamp, ...outcome.position }
    case 'known':
      return { timestamp: outcome.timestamp, ...outcome.position, duplicate: true }
    default:
      return assertNever(outcome)
  }
}
