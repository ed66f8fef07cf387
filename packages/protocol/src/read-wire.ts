import type { ErrorBody } from './error-body.ts'
import { errorCode } from './error-body.ts'
import { limits } from './limits.ts'
import { Malformed } from './problem.ts'
import type { Read } from './read.ts'
import {
  anything,
  channelName,
  count,
  finite,
  flag,
  freeText,
  json,
  jsonRecord,
  maybe,
  maybeTrue,
  object,
  oneOf,
  record,
  text,
  whole,
} from './read.ts'
import type { WireMessage, WireOutcome, WireOutgoing, WirePosition } from './wire-message.ts'
import type { WireConnection, WirePresenceChange } from './wire-presence.ts'

export const clientId: Read<string> = text(limits.clientIdBytes)
export const eventName: Read<string> = text(limits.nameBytes)
export const info: Read<Readonly<Record<string, unknown>>> = jsonRecord(limits.infoBytes)
export const shortText: Read<string> = text(1_024)

/** `offset` 0 stands before the first message. */
export const position: Read<WirePosition> = object({ epoch: shortText, offset: count })

/** Receivers take sizes as they come: bounding them is the sender's and the server's work. */
export const wireMessage: Read<WireMessage> = object({
  id: shortText,
  name: shortText,
  data: anything,
  clientId: shortText,
  info: maybe(record),
  connectionId: maybe(shortText),
  timestamp: finite,
  offset: maybe(whole(1)),
  meta: maybe(record),
})

const idText = text(limits.messageIdLength)

function messageId(value: unknown, name: string): string {
  const id = idText(value, name)
  if (!/^[\w-]+$/.test(id)) throw new Malformed(`${name} may have letters, digits, _ and - only`)
  return id
}

/** Only `false` says something. */
const storeFlag: Read<false | undefined> = (value, name) => (maybe(flag)(value, name) === false ? false : undefined)

export const outgoing: Read<WireOutgoing> = object({
  id: messageId,
  name: eventName,
  data: json,
  meta: maybe(jsonRecord(limits.metaBytes)),
  store: storeFlag,
  ttl: maybe(whole(1)),
})

export const errorBody: Read<ErrorBody> = object({
  code: errorCode,
  message: freeText,
  hint: maybe(freeText),
  retryable: maybe(flag),
  retryAfter: maybe(finite),
})

const refused = object({ error: errorBody })
const stored = object({
  timestamp: finite,
  epoch: maybe(shortText),
  offset: maybe(whole(1)),
  duplicate: maybeTrue,
})

export const outcome: Read<WireOutcome> = (value, name) =>
  ('error' in record(value, name) ? refused : stored)(value, name)

const entry = {
  connectionId: shortText,
  clientId: shortText,
  info: maybe(record),
  state: anything,
  enteredAt: finite,
  updatedAt: finite,
}

export const connection: Read<WireConnection> = object(entry)

export const presenceChange: Read<WirePresenceChange> = object({
  action: oneOf('enter', 'update', 'leave', 'timeout'),
  ...entry,
})

export const occupancyCount: Read<{ readonly channel: string; readonly occupancy: number }> = object({
  channel: channelName,
  occupancy: count,
})
