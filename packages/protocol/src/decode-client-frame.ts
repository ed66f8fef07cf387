import type {
  Attach,
  ClientItem,
  Detach,
  GetHereNow,
  GetHistory,
  GetPresence,
  GetWhereNow,
  Hello,
  Ping,
  Publish,
  RefreshToken,
  SendSignal,
  SetPresence,
  SyncPresence,
  Watch,
} from './client-item.ts'
import type { Decoded, ItemReaders } from './decode-frame.ts'
import { decodeFrame } from './decode-frame.ts'
import { limits } from './limits.ts'
import type { Fields } from './read.ts'
import {
  channelName,
  count,
  finite,
  flag,
  json,
  list,
  oneOf,
  optional,
  present,
  record,
  required,
  text,
  whole,
} from './read.ts'
import { clientId, eventName, info, outgoing, position, shortText } from './read-wire.ts'

const token = text(limits.tokenBytes)
const channels = list(channelName, limits.channelsPerQuery)
const outgoings = list(outgoing, limits.messagesPerPublish)

/** `true` or nothing. */
function truth(fields: Fields, name: string): true | undefined {
  return optional(fields, name, flag) === true ? true : undefined
}

const id = (fields: Fields): number => required(fields, 'id', count)
const channel = (fields: Fields): string => required(fields, 'channel', channelName)

function since(value: unknown, name: string): Attach['since'] {
  return typeof value === 'number' ? finite(value, name) : position(value, name)
}

function rewind(value: unknown, name: string): Attach['rewind'] {
  if (typeof value === 'number') return whole(1)(value, name)
  return { seconds: required(record(value, name), 'seconds', finite) }
}

const readers: ItemReaders<ClientItem> = {
  hello: (f): Hello =>
    present<Hello>({
      type: 'hello',
      version: required(f, 'version', count),
      clientId: optional(f, 'clientId', clientId),
      info: optional(f, 'info', info),
      token: optional(f, 'token', token),
      resumeKey: optional(f, 'resumeKey', shortText),
    }),
  attach: (f): Attach =>
    present<Attach>({
      type: 'attach',
      id: id(f),
      channel: channel(f),
      presence: truth(f, 'presence'),
      since: optional(f, 'since', since),
      rewind: optional(f, 'rewind', rewind),
    }),
  detach: (f): Detach => ({ type: 'detach', id: id(f), channel: channel(f) }),
  publish: (f): Publish =>
    present<Publish>({
      type: 'publish',
      id: id(f),
      channel: channel(f),
      messages: required(f, 'messages', outgoings),
      resume: truth(f, 'resume'),
    }),
  signal: (f): SendSignal => ({
    type: 'signal',
    channel: channel(f),
    name: required(f, 'name', eventName),
    data: required(f, 'data', json),
  }),
  presence: (f): SetPresence =>
    present<SetPresence>({
      type: 'presence',
      id: id(f),
      channel: channel(f),
      action: required(f, 'action', oneOf('enter', 'update', 'leave')),
      state: optional(f, 'state', json),
    }),
  'presence-get': (f): GetPresence =>
    present<GetPresence>({
      type: 'presence-get',
      id: id(f),
      channel: channel(f),
      cursor: optional(f, 'cursor', shortText),
    }),
  'presence-sync': (f): SyncPresence => ({ type: 'presence-sync', id: id(f), channel: channel(f) }),
  history: (f): GetHistory =>
    present<GetHistory>({
      type: 'history',
      id: id(f),
      channel: channel(f),
      limit: required(f, 'limit', whole(1)),
      direction: required(f, 'direction', oneOf('backwards', 'forwards')),
      start: optional(f, 'start', finite),
      end: optional(f, 'end', finite),
      before: optional(f, 'before', position),
      after: optional(f, 'after', position),
      until: optional(f, 'until', position),
    }),
  'here-now': (f): GetHereNow =>
    present<GetHereNow>({
      type: 'here-now',
      id: id(f),
      channels: optional(f, 'channels', channels),
      members: truth(f, 'members'),
      state: truth(f, 'state'),
      limit: optional(f, 'limit', whole(1)),
      cursor: optional(f, 'cursor', shortText),
    }),
  'where-now': (f): GetWhereNow => ({ type: 'where-now', id: id(f), clientId: required(f, 'clientId', clientId) }),
  watch: (f): Watch =>
    present<Watch>({ type: 'watch', id: id(f), channels: required(f, 'channels', channels), all: truth(f, 'all') }),
  token: (f): RefreshToken => ({ type: 'token', id: id(f), token: required(f, 'token', token) }),
  ping: (f): Ping => ({ type: 'ping', id: id(f) }),
  pong: () => ({ type: 'pong' }),
}

/** Reads what a client sent. Never throws. Sizes of `data` and `state` are for the server to judge, by its rules. */
export function decodeClientFrame(frame: unknown): readonly Decoded<ClientItem>[] {
  return decodeFrame(frame, readers)
}
