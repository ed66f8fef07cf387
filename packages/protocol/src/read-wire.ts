import type { ErrorBody } from './error-body.ts'
import { errorCode } from './error-body.ts'
import type { Read } from './read.ts'
import {
  anything,
  channelName,
  count,
  field,
  finite,
  flag,
  freeText,
  maybe,
  maybeTrue,
  object,
  oneOf,
  record,
  text,
  whole,
} from './read.ts'
import type { WireMessage, WireOutcome } from './wire-message.ts'
import type { WireConnection, WireDeparture, WireOccupant, WirePresenceChange } from './wire-presence.ts'

export const shortText: Read<string> = text(1_024)

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

const gone = { connectionId: shortText, clientId: shortText }

const entry = {
  ...gone,
  info: maybe(record),
  state: anything,
  enteredAt: finite,
  updatedAt: finite,
}

export const connection: Read<WireConnection> = object(entry)

export const occupant: Read<WireOccupant> = object({ ...entry, state: maybe(anything) })

export const departure: Read<WireDeparture> = object(gone)

const change = oneOf('enter', 'update', 'leave', 'timeout')

export const presenceChange: Read<WirePresenceChange> = (value, name) => {
  const action = change(field(record(value, name), 'action'), 'action')
  if (action === 'leave' || action === 'timeout') return { action, ...departure(value, name) }
  return { action, ...connection(value, name) }
}

export const occupancyCount: Read<{ readonly channel: string; readonly occupancy: number }> = object({
  channel: channelName,
  occupancy: count,
})
