import type { Position, ReceivedMessage, Signal, UserInfo } from '@herenow/adapter'
import { isMessageId, validTime } from '@herenow/adapter'
import { signalHeader } from './outgoing.ts'

/** A MESSAGE frame, as far as it is read. */
export interface ReceivedFrame {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Of the ids that messages get which bring none. No other message may foretell one, and hide that message by it. */
const plainIdPrefix = 'rabbitmq:'

/** What a message gets that says nothing of its kind. */
const unnamed = 'message'
/** Who published it, where neither a header nor a property says so. */
const unknownClient = 'rabbitmq'

/** What the message's place gives that its frame doesn't. */
export interface Reception {
  readonly channel: string
  /** `null`: it isn't stored. */
  readonly position: Position | null
  /** For a message without an id of its own, behind the prefix of such ids. */
  readonly id: string
  /** Milliseconds since 1970, for a message without a timestamp. */
  readonly now: number
}

/** A message of whatever client of RabbitMQ. */
export function receivedMessage({ headers, body }: ReceivedFrame, reception: Reception): ReceivedMessage {
  const { channel, position, now } = reception
  const id = headers['amqp-message-id']
  return {
    id: isMessageId(id) && !id.startsWith(plainIdPrefix) ? id : `${plainIdPrefix}${reception.id}`,
    channel,
    name: headers['type'] || unnamed,
    data: dataOf(headers, body),
    ...authorOf(headers),
    timestamp: timestampOf(headers) ?? now,
    position,
    meta: record(headers['meta']),
  }
}

/** `null`: it is a message. */
export function receivedSignal({ headers, body }: ReceivedFrame, channel: string, now: number): Signal | null {
  if (!headers[signalHeader]) return null
  return {
    channel,
    name: headers['type'] || unnamed,
    data: dataOf(headers, body),
    ...authorOf(headers),
    timestamp: timestampOf(headers) ?? now,
  }
}

/** Milliseconds since 1970; `undefined`: it has none. */
function timestampOf(headers: ReceivedFrame['headers']): number | undefined {
  return timeOf(headers['timestamp_in_ms'], 1) ?? timeOf(headers['timestamp'], 1_000)
}

interface ReceivedAuthor {
  readonly clientId: string
  readonly info: UserInfo | null
  readonly connectionId: string | null
}

function authorOf(headers: ReceivedFrame['headers']): ReceivedAuthor {
  return {
    clientId: headers['client-id'] || headers['user-id'] || headers['app-id'] || unknownClient,
    info: record(headers['client-info']),
    connectionId: headers['connection-id'] || null,
  }
}

/** JSON where it is JSON; else the text, which is what other clients send who don't speak of content types. */
function dataOf(headers: ReceivedFrame['headers'], body: string): unknown {
  if (headers['content-type']?.startsWith('text/')) return body
  return parsed(body, body)
}

function record(text: string | undefined): Readonly<Record<string, unknown>> | null {
  const value = text === undefined ? null : parsed(text, null)
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
}

function parsed(text: string, otherwise: unknown): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    return otherwise
  }
}

/** `unit`: milliseconds. */
function timeOf(text: string | undefined, unit: number): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? (validTime(Number(text) * unit) ?? undefined) : undefined
}
