import { Buffer } from 'node:buffer'
import type { ErrorBody, Publish, SendSignal, SignalItem, WireOutcome, WireOutgoing } from '@herenow/protocol'
import { encodeItem } from '@herenow/protocol'
import type { EngineMessage, EngineOutcome } from '../engine/engine.ts'
import { draftMessage } from '../engine/message-draft.ts'
import { errorBody, refusal } from '../refusal.ts'
import type { Services } from '../services.ts'
import type { Connection } from '../socket/connection.ts'
import { assertMay } from './permission.ts'

const outOfOrder = errorBody(
  refusal('out_of_order', 'An earlier message of this channel was refused and has to be sent again first.', {
    retryable: true,
  }),
)

/**
 * Publishes the messages of a request in order. Once one was refused with a retryable error, later ones of this
 * connection on this channel are refused too, until a request says `resume`: so a publisher's order holds.
 */
export async function publish(services: Services, connection: Connection, item: Publish): Promise<void> {
  assertMay(services, connection, item.channel, 'publish')
  await connection.publishLines.run(item.channel, async () => {
    if (connection.isOver) return
    if (item.resume === true) connection.onHold.delete(item.channel)
    const outcomes = connection.onHold.has(item.channel)
      ? item.messages.map(() => ({ error: outOfOrder }))
      : await store(services, connection, item)
    if (outcomes.some((outcome) => 'error' in outcome && outcome.error.retryable === true)) {
      connection.onHold.add(item.channel)
    }
    connection.ok(item.id, { outcomes })
  })
}

/** Sends a signal to whoever is attached now. */
export function signal(services: Services, connection: Connection, item: SendSignal): void {
  assertMay(services, connection, item.channel, 'publish')
  const most = services.limits.signalBytes
  if (Buffer.byteLength(JSON.stringify(item.data)) > most) {
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
  services.hub.signal(item.channel, encodeItem(sent))
}

async function store(services: Services, connection: Connection, item: Publish): Promise<readonly WireOutcome[]> {
  const prepared = item.messages.map((message) => prepare(services, connection, message))
  const accepted = prepared.filter((message) => 'draft' in message)
  const outcomes = await storeAll(services, item.channel, accepted)
  let next = 0
  return prepared.map((message) => {
    if (!('draft' in message)) return { error: message }
    const outcome = outcomes[next]
    next += 1
    return outcome === undefined ? { error: errorBody(null) } : wireOutcome(outcome)
  })
}

async function storeAll(
  services: Services,
  channel: string,
  messages: readonly EngineMessage[],
): Promise<readonly EngineOutcome[]> {
  if (messages.length === 0) return []
  try {
    return await services.hub.publish(channel, messages)
  } catch (error) {
    services.log.error('Messages could not be stored', { channel, error })
    return messages.map(() => ({ kind: 'refused', error: errorBody(error) }))
  }
}

function prepare(services: Services, connection: Connection, message: WireOutgoing): EngineMessage | ErrorBody {
  const data = JSON.stringify(message.data)
  const most = services.limits.messageBytes
  if (Buffer.byteLength(data) > most) {
    return errorBody(refusal('message_too_large', `The message's data is larger than ${most} bytes.`))
  }
  const { id, name, meta } = message
  return {
    id,
    clientId: connection.clientId,
    draft: draftMessage({ id, name, data, meta, publisher: connection.publisher }),
    store: message.store !== false,
    ttl: message.ttl ?? null,
  }
}

function wireOutcome(outcome: EngineOutcome): WireOutcome {
  if (outcome.kind === 'refused') return { error: outcome.error }
  return {
    timestamp: outcome.timestamp,
    ...(outcome.position === null ? {} : outcome.position),
    ...(outcome.kind === 'known' ? { duplicate: true } : {}),
  }
}
