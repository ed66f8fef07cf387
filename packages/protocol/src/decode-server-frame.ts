import type { Decoded, ItemReaders } from './decode-frame.ts'
import { decodeFrame } from './decode-frame.ts'
import {
  anything,
  channelName,
  count,
  finite,
  flag,
  freeText,
  list,
  maybe,
  maybeTrue,
  object,
  record,
  whole,
} from './read.ts'
import {
  connection,
  departure,
  errorBody,
  occupancyCount,
  presenceChange,
  shortText,
  wireMessage,
} from './read-wire.ts'
import type { ServerItem } from './server-item.ts'

const connections = list(connection)
const departures = list(departure)

const readers: ItemReaders<ServerItem> = {
  welcome: object({
    version: count,
    connectionId: shortText,
    resumeKey: shortText,
    clientId: shortText,
    info: maybe(record),
    resumed: flag,
    pingInterval: whole(1),
    tokenExpiresIn: maybe(finite),
    limits: object({
      messageBytes: count,
      signalBytes: count,
      frameBytes: count,
      channels: count,
      stateBytes: maybe(count),
    }),
    features: list(freeText),
  }),
  ok: object({ id: count, result: maybe(anything) }),
  error: object({ id: maybe(count), channel: maybe(freeText), error: errorBody }),
  message: object({ channel: channelName, message: wireMessage }),
  signal: object({
    channel: channelName,
    name: shortText,
    data: anything,
    clientId: shortText,
    info: maybe(record),
    connectionId: maybe(shortText),
    timestamp: finite,
  }),
  presence: object({ channel: channelName, revision: count, changes: list(presenceChange) }),
  'presence-interval': object({
    channel: channelName,
    revision: count,
    occupancy: count,
    joined: connections,
    updated: connections,
    left: departures,
    timedOut: departures,
    refresh: maybeTrue,
  }),
  'presence-snapshot': object({
    channel: channelName,
    revision: count,
    connections,
    first: flag,
    last: flag,
    settling: flag,
  }),
  'presence-denied': object({ channel: channelName, error: errorBody }),
  occupancy: object({ counts: list(occupancyCount) }),
  detached: object({ channel: channelName, resumable: flag, error: errorBody }),
  ping: object({}),
  goodbye: object({ error: errorBody }),
}

/** Reads what a server sent. Never throws. */
export function decodeServerFrame(frame: unknown): readonly Decoded<ServerItem>[] {
  return decodeFrame(frame, readers)
}
