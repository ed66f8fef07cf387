import { limits } from '@herenow/protocol'
import { serverChannelCounts } from '../../api/server-channel-counts.ts'
import { serverBroadcast } from '../../api/server-broadcast.ts'
import { serverHistory } from '../../api/server-history.ts'
import { serverHereNow, serverPresence } from '../../api/server-presence.ts'
import { serverPublish } from '../../api/server-publish.ts'
import { whereNow } from '../../presence/where-now.ts'
import { errorBody, refusal } from '../../refusal.ts'
import type { ApiMethod } from './method.ts'
import { method } from './method.ts'
import type { ApiMethodName } from './methods.ts'
import {
  boolean,
  channelName,
  clientId,
  commas,
  integer,
  json,
  list,
  messageId,
  narrowing,
  object,
  optional,
  record,
  required,
  string,
  text,
  yes,
} from './param.ts'

/** Something of our own, beside the methods: read with GET, and its answer is the result itself. */
export interface ApiRoute {
  readonly verb: 'GET' | 'POST'
  readonly path: string
  /** The method that a key must allow; `null`: any key will do. */
  readonly right: ApiMethodName | null
  readonly method: ApiMethod
}

const channels = commas(channelName, limits.channelsPerQuery)
const position = object({ epoch: required(string, 'Of the position.'), offset: required(integer(0), 'Of it.') })
/** A position as it stands in a URL. */
const place = {
  schema: string.schema,
  read(value: unknown, name: string) {
    try {
      return position.read(JSON.parse(string.read(value, name)), name)
    } catch (cause) {
      const example = '{"epoch":"…","offset":1}'
      throw refusal('invalid_argument', `\`${name}\` must be a position as JSON: ${example}.`, { cause })
    }
  },
}

const hereNow = method({
  summary: 'How many people are in channels, and who.',
  params: {
    channels: narrowing(channels, 'Names between commas. Default: all channels; empty: none.'),
    members: optional(yes, '`true`: who they are.'),
    state: optional(yes, '`true`: with what they say of themselves.'),
    limit: optional(integer(1), 'Channels on the page, at most 1,000.'),
    cursor: optional(string, 'Goes on where the page before ended.'),
  },
  result: { totalChannels: { type: 'integer' }, totalOccupancy: { type: 'integer' }, channels: { type: 'object' } },
  run: (context, { channels: names, members, state, limit, cursor }) =>
    serverHereNow(context.services(), {
      channels: names,
      includeMembers: members,
      includeState: state,
      limit,
      cursor,
    }),
})

const members = method({
  summary: 'Who is present in a channel, by person.',
  params: { channel: required(channelName, 'The channel.') },
  result: { members: { type: 'array', items: { type: 'object' } } },
  run: (context, { channel }) => ({ members: serverPresence(context.services(), channel) }),
})

const where = method({
  summary: 'The channels that a client is present in, 250 on a page.',
  params: {
    clientId: required(clientId, 'The client id.'),
    cursor: optional(string, 'Goes on where the page before ended.'),
  },
  result: { channels: { type: 'array', items: { type: 'string' } }, cursor: { type: 'string' } },
  run: (context, { clientId: id, cursor }) => whereNow(context.services().table, id, cursor, () => true),
})

const occupancy = method({
  summary: 'How many people are in each of some channels.',
  params: { channels: required(channels, 'Names between commas.') },
  result: { channels: { type: 'object', additionalProperties: { type: 'integer' } } },
  run(context, { channels: names }) {
    const { table } = context.services()
    const counts: Record<string, number> = Object.create(null)
    for (const name of names) counts[name] = table.occupancy(name)
    return { channels: counts }
  },
})

const time = method({
  summary: "The server's time, in milliseconds since 1970.",
  params: {},
  result: { time: { type: 'number' } },
  run: (context) => ({ time: context.services().clock.date() }),
})

const stats = method({
  summary: 'What is going on, in all and on each server.',
  params: {},
  run: (context) => context.info(),
})

const figures = method({
  summary: 'How the server is doing at this moment: rates, delays, and what has gone wrong.',
  params: {},
  run: (context) => context.figures(),
})

const channelCounts = method({
  summary: 'How many are attached to channels and present in them, the largest first.',
  params: {
    pattern: optional(text(200), 'Only names that match it; `*` and `?` stand for others.'),
    limit: optional(integer(1), 'Channels in the answer, by default 100, at most 1,000.'),
  },
  result: { channels: { type: 'array', items: { type: 'object' } }, total: { type: 'integer' } },
  run: (context, query) => serverChannelCounts(context.services(), query),
})

const access = method({
  summary: 'What the key allows here.',
  params: {},
  result: { rights: { type: 'array', items: { type: 'string' } } },
  run: (context) => ({ rights: context.rights() }),
})

const read = method({
  summary: 'Reads a page of stored messages, by default the newest 100, newest first.',
  params: {
    channel: required(channelName, 'The channel.'),
    limit: optional(integer(1), 'Messages on the page, at most 200.'),
    direction: optional(string, '`backwards`, the default, or `forwards`.'),
    before: optional(place, 'A position as JSON, exclusive.'),
    after: optional(place, 'A position as JSON, exclusive.'),
    until: optional(place, 'A position as JSON, inclusive.'),
    start: optional(integer(0), 'The earliest time, in milliseconds since 1970.'),
    end: optional(integer(0), 'The latest time.'),
  },
  result: { items: { type: 'array', items: { type: 'object' } }, complete: { type: 'boolean' }, next: {} },
  run: (context, { channel, direction, ...query }) =>
    serverHistory(context.services(), channel, given({ ...query, direction: directionOf(direction) })),
})

const write = method({
  summary: 'Publishes a message in a channel, or one in each of `channels`, and tells id, position and time.',
  params: {
    channel: optional(channelName, 'The channel.'),
    channels: optional(list(text(limits.pageBytes), 10_000, 'broadcastChannels'), 'Or many channels.'),
    name: required(text(limits.nameBytes), 'The name of the message.'),
    data: required(json, 'Any JSON.'),
    id: optional(messageId, 'Default: a random one. The same again is answered with the first receipt.'),
    clientId: optional(clientId, 'Who is said to have published it. Default `server`.'),
    info: optional(record(limits.infoBytes), 'What others see of that client.'),
    meta: optional(record(limits.metaBytes), 'Goes along with the message.'),
    store: optional(boolean, '`false`: deliver it live only.'),
    ttl: optional(integer(1), 'For how many seconds history may keep it.'),
  },
  async run(context, { channel, channels: names, name, data, ...options }) {
    if (names === undefined && channel !== undefined) {
      return serverPublish(context.services(), channel, name, data, options)
    }
    if (names === undefined || channel !== undefined) {
      throw refusal('invalid_argument', 'Either `channel` or `channels` must be there.')
    }
    const outcomes = await serverBroadcast(context.services(), names, name, data, options)
    return {
      outcomes: outcomes.map(({ channel: one, receipt, error }) =>
        receipt === undefined ? { channel: one, error: errorBody(error) } : { channel: one, receipt },
      ),
    }
  },
})

/** All of them. */
export const routes: readonly ApiRoute[] = [
  { verb: 'GET', path: '/here-now', right: 'presence', method: hereNow },
  { verb: 'GET', path: '/members', right: 'presence', method: members },
  { verb: 'GET', path: '/where-now', right: 'presence', method: where },
  { verb: 'GET', path: '/occupancy', right: 'presence_stats', method: occupancy },
  { verb: 'GET', path: '/messages', right: 'history', method: read },
  { verb: 'POST', path: '/messages', right: 'publish', method: write },
  { verb: 'GET', path: '/stats', right: 'info', method: stats },
  { verb: 'GET', path: '/figures', right: 'info', method: figures },
  { verb: 'GET', path: '/channel-counts', right: 'channels', method: channelCounts },
  { verb: 'GET', path: '/access', right: null, method: access },
  { verb: 'GET', path: '/time', right: null, method: time },
]

function directionOf(direction: string | undefined): 'backwards' | 'forwards' | undefined {
  if (direction === undefined || direction === 'backwards' || direction === 'forwards') return direction
  throw refusal('invalid_argument', '`direction` must be `backwards` or `forwards`.')
}

/** Without what wasn't asked for. */
function given<T extends object>(values: T): { readonly [Name in keyof T]?: Exclude<T[Name], undefined> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { readonly [Name in keyof T]?: Exclude<T[Name], undefined> }
}
