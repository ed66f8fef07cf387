import type { ErrorBody } from './error-body.ts'
import { isErrorCode } from './error-body.ts'
import { limits } from './limits.ts'
import { Malformed } from './problem.ts'
import type { Read } from './read.ts'
import {
  channelName,
  count,
  finite,
  flag,
  freeText,
  json,
  jsonRecord,
  oneOf,
  optional,
  present,
  record,
  required,
  text,
  whole,
} from './read.ts'
import type { WireMessage, WireOutcome, WireOutgoing, WirePosition } from './wire-message.ts'
import type { WireConnection, WirePresenceChange } from './wire-presence.ts'

export const clientId: Read<string> = text(limits.clientIdBytes)
export const eventName: Read<string> = text(limits.nameBytes)
export const info: Read<Readonly<Record<string, unknown>>> = jsonRecord(limits.infoBytes)
const meta: Read<Readonly<Record<string, unknown>>> = jsonRecord(limits.metaBytes)
export const shortText: Read<string> = text(1024)

const idPattern = /^[A-Za-z0-9_-]+$/
const idText = text(limits.messageIdLength)
const messageId: Read<string> = (value, name) => {
  const id = idText(value, name)
  if (!idPattern.test(id)) throw new Malformed(`${name} may have letters, digits, _ and - only`)
  return id
}

/** `offset` 0 stands before the first message. */
export function position(value: unknown, name: string): WirePosition {
  const fields = record(value, name)
  return { epoch: required(fields, 'epoch', shortText), offset: required(fields, 'offset', count) }
}

/** Receivers take sizes as they come: bounding them is the sender's and the server's work. */
const received: Read<Readonly<Record<string, unknown>>> = record

export function wireMessage(value: unknown, name: string): WireMessage {
  const fields = record(value, name)
  return present<WireMessage>({
    id: required(fields, 'id', shortText),
    name: required(fields, 'name', shortText),
    data: required(fields, 'data', anything),
    clientId: required(fields, 'clientId', shortText),
    info: optional(fields, 'info', received),
    connectionId: optional(fields, 'connectionId', shortText),
    timestamp: required(fields, 'timestamp', finite),
    offset: optional(fields, 'offset', whole(1)),
    meta: optional(fields, 'meta', received),
  })
}

/** Any JSON, `null` too, but not nothing. */
function anything(value: unknown, name: string): unknown {
  if (value === undefined) throw new Malformed(`${name} is missing`)
  return value
}

export function outgoing(value: unknown, name: string): WireOutgoing {
  const fields = record(value, name)
  return present<WireOutgoing>({
    id: required(fields, 'id', messageId),
    name: required(fields, 'name', eventName),
    data: required(fields, 'data', json),
    meta: optional(fields, 'meta', meta),
    store: optional(fields, 'store', flag) === false ? false : undefined,
    ttl: optional(fields, 'ttl', whole(1)),
  })
}

export function errorBody(value: unknown, name: string): ErrorBody {
  const fields = record(value, name)
  const code = required(fields, 'code', freeText)
  return present<ErrorBody>({
    code: isErrorCode(code) ? code : 'server_error',
    message: required(fields, 'message', freeText),
    hint: optional(fields, 'hint', freeText),
    retryable: optional(fields, 'retryable', flag),
    retryAfter: optional(fields, 'retryAfter', finite),
  })
}

export function outcome(value: unknown, name: string): WireOutcome {
  const fields = record(value, name)
  const error = optional(fields, 'error', errorBody)
  if (error !== undefined) return { error }
  return present<Exclude<WireOutcome, { readonly error: ErrorBody }>>({
    timestamp: required(fields, 'timestamp', finite),
    epoch: optional(fields, 'epoch', shortText),
    offset: optional(fields, 'offset', whole(1)),
    duplicate: optional(fields, 'duplicate', flag) === true ? true : undefined,
  })
}

export function connection(value: unknown, name: string): WireConnection {
  const fields = record(value, name)
  return present<WireConnection>({
    connectionId: required(fields, 'connectionId', shortText),
    clientId: required(fields, 'clientId', shortText),
    info: optional(fields, 'info', received),
    state: required(fields, 'state', anything),
    enteredAt: required(fields, 'enteredAt', finite),
    updatedAt: required(fields, 'updatedAt', finite),
  })
}

const action = oneOf('enter', 'update', 'leave', 'timeout')

export function presenceChange(value: unknown, name: string): WirePresenceChange {
  return { ...connection(value, name), action: required(record(value, name), 'action', action) }
}

export function occupancyCount(value: unknown, name: string): { channel: string; occupancy: number } {
  const fields = record(value, name)
  return { channel: required(fields, 'channel', channelName), occupancy: required(fields, 'occupancy', count) }
}
