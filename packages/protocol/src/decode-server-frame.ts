import type { Decoded, ItemReaders } from './decode-frame.ts'
import { decodeFrame } from './decode-frame.ts'
import type { Fields } from './read.ts'
import {
  channelName,
  count,
  field,
  finite,
  flag,
  freeText,
  list,
  optional,
  present,
  record,
  required,
  whole,
} from './read.ts'
import { connection, errorBody, occupancyCount, presenceChange, shortText, wireMessage } from './read-wire.ts'
import type {
  DetachedItem,
  ErrorItem,
  Goodbye,
  MessageItem,
  OccupancyItem,
  Ok,
  PresenceItem,
  PresenceSnapshotItem,
  ServerItem,
  SignalItem,
  Welcome,
  WelcomeLimits,
} from './server-item.ts'

/** What a server sends is bounded by the frame size that the client accepts. */
const many = Number.MAX_SAFE_INTEGER
const channel = (fields: Fields): string => required(fields, 'channel', channelName)

function welcomeLimits(value: unknown, name: string): WelcomeLimits {
  const fields = record(value, name)
  return {
    messageBytes: required(fields, 'messageBytes', count),
    signalBytes: required(fields, 'signalBytes', count),
    frameBytes: required(fields, 'frameBytes', count),
    channels: required(fields, 'channels', count),
  }
}

const readers: ItemReaders<ServerItem> = {
  welcome: (f): Welcome =>
    present<Welcome>({
      type: 'welcome',
      version: required(f, 'version', count),
      connectionId: required(f, 'connectionId', shortText),
      resumeKey: required(f, 'resumeKey', shortText),
      clientId: required(f, 'clientId', shortText),
      info: optional(f, 'info', record),
      resumed: required(f, 'resumed', flag),
      pingInterval: required(f, 'pingInterval', whole(1)),
      tokenExpiresIn: optional(f, 'tokenExpiresIn', finite),
      limits: required(f, 'limits', welcomeLimits),
      features: required(f, 'features', list(freeText, many)),
    }),
  ok: (f): Ok => {
    const result = field(f, 'result')
    const id = required(f, 'id', count)
    return result === undefined ? { type: 'ok', id } : { type: 'ok', id, result }
  },
  error: (f): ErrorItem =>
    present<ErrorItem>({
      type: 'error',
      id: optional(f, 'id', count),
      channel: optional(f, 'channel', freeText),
      error: required(f, 'error', errorBody),
    }),
  message: (f): MessageItem => ({ type: 'message', channel: channel(f), message: required(f, 'message', wireMessage) }),
  signal: (f): SignalItem =>
    present<SignalItem>({
      type: 'signal',
      channel: channel(f),
      name: required(f, 'name', shortText),
      data: field(f, 'data') ?? null,
      clientId: required(f, 'clientId', shortText),
      info: optional(f, 'info', record),
      connectionId: optional(f, 'connectionId', shortText),
      timestamp: required(f, 'timestamp', finite),
    }),
  presence: (f): PresenceItem => ({
    type: 'presence',
    channel: channel(f),
    revision: required(f, 'revision', count),
    changes: required(f, 'changes', list(presenceChange, many)),
  }),
  'presence-snapshot': (f): PresenceSnapshotItem => ({
    type: 'presence-snapshot',
    channel: channel(f),
    revision: required(f, 'revision', count),
    connections: required(f, 'connections', list(connection, many)),
    first: required(f, 'first', flag),
    last: required(f, 'last', flag),
    settling: required(f, 'settling', flag),
  }),
  occupancy: (f): OccupancyItem => ({ type: 'occupancy', counts: required(f, 'counts', list(occupancyCount, many)) }),
  detached: (f): DetachedItem => ({
    type: 'detached',
    channel: channel(f),
    resumable: required(f, 'resumable', flag),
    error: required(f, 'error', errorBody),
  }),
  ping: () => ({ type: 'ping' }),
  goodbye: (f): Goodbye => ({ type: 'goodbye', error: required(f, 'error', errorBody) }),
}

/** Reads what a server sent. Never throws. */
export function decodeServerFrame(frame: unknown): readonly Decoded<ServerItem>[] {
  return decodeFrame(frame, readers)
}
