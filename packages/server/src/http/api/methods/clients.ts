import { limits } from '@herenow/protocol'
import type { DisconnectOptions } from '../../../api/server-kick.ts'
import { connectionOrders, serverConnections } from '../../../api/server-connections.ts'
import { endParts, serverDisconnect } from '../../../api/server-kick.ts'
import { refusal } from '../../../refusal.ts'
import { refreshConnections } from '../refresh-connections.ts'
import type { ApiMethod } from '../method.ts'
import { method } from '../method.ts'
import {
  boolean,
  channelName,
  clientId,
  integer,
  list,
  object,
  optional,
  record,
  required,
  seconds,
  string,
  text,
  unsupported,
  word,
} from '../param.ts'

const user = optional(clientId, 'The client id.')
const client = optional(string, 'Only this connection of it.')

export const connections: ApiMethod = method({
  summary: 'Connections that are open, with where they come from and what waits for them.',
  params: {
    user,
    pattern: optional(text(200), 'Ours: only clients whose id matches; `*` and `?` stand for others.'),
    channel: optional(channelName, 'Ours: only those attached to it.'),
    order: optional(
      word(connectionOrders),
      'Ours: `newest`, the default, or `queue`: those first for which the most bytes wait.',
    ),
    limit: optional(integer(1), 'Ours: at most so many, by default 100, at most 1,000.'),
    expression: unsupported('Connections are found by `user`, `pattern` and `channel`.'),
  },
  result: {
    connections: { type: 'object', additionalProperties: { type: 'object' } },
    total: { type: 'integer', description: 'Ours: how many match.' },
  },
  async run(context, { user: id, ...query }) {
    const found = await serverConnections(context.services(), { clientId: id, ...query })
    const entries = found.connections.map((connection) => {
      const { connectionId, clientId: who, name, address, openedAt, channels, subscriptions, queueBytes } = connection
      const state = { channels: Object.fromEntries(channels.map((name) => [name, {}])) }
      const counts = { num_subs: subscriptions, queue_bytes: queueBytes }
      const about = { user: who, name, state, address, opened_at: openedAt, ...counts }
      context.spend(JSON.stringify(about).length)
      return [connectionId, about] as const
    })
    return { connections: Object.fromEntries(entries), total: found.total }
  },
})

export const subscribe: ApiMethod = method({
  summary: 'Answers whether a client is subscribed. Clients attach themselves here: nobody can be made to.',
  params: { user, channel: required(channelName, 'The channel.'), client },
  run(context, { user: id, channel, client: connectionId }) {
    const connections = id === undefined ? [] : context.services().clients.of(id)
    const apart = connections
      .filter((connection) => connectionId === undefined || connection.connectionId === connectionId)
      .some((connection) => !connection.subscriptions.has(channel))
    if (apart) {
      throw refusal('unsupported', 'not available: clients attach themselves. Tell the client, and give it the right.')
    }
    return {}
  },
})

export const unsubscribe: ApiMethod = method({
  summary: "Ends a client's attachment and presence in a channel, without `channel` in all.",
  params: { user, channel: optional(channelName, 'The channel. Default: all.'), client },
  run(context, { user: id, channel, client: connectionId }) {
    if (id !== undefined) endParts(context.services(), id, { channel, only: connectionId })
    return {}
  },
})

export const disconnect: ApiMethod = method({
  summary: 'Ends the connections of a client.',
  params: {
    user,
    client,
    whitelist: optional(list(string, 1_000), 'Connections that stay.'),
    disconnect: optional(
      object({
        code: optional(integer(0), 'Has no effect: it is 4007.'),
        reason: optional(text(500), 'See `reason`.'),
      }),
      'How it is told.',
    ),
    reason: optional(text(500), 'Ours: shown to the client.'),
    for: optional(seconds, 'Ours: for how many seconds the client may not come back.'),
  },
  async run(context, { user: id, client: only, whitelist: except, disconnect: how, reason, for: duration }) {
    if (id === undefined) return {}
    const options: DisconnectOptions = { reason: reason ?? how?.reason, for: duration }
    await serverDisconnect(context.services(), id, options, { only, except })
    return {}
  },
})

export const refresh: ApiMethod = method({
  summary: 'Says anew until when the connections of a client last, and what others see of it.',
  params: {
    user,
    client,
    expired: optional(boolean, 'They have ended: their clients fetch another token and come back.'),
    expire_at: optional(integer(0), 'When they end, in seconds since 1970.'),
    info: optional(record(limits.infoBytes), 'What others see of the client from now on.'),
  },
  run(context, { user: id, client: only, expired = false, expire_at: expireAt, info }) {
    if (id !== undefined) refreshConnections(context.services(), id, { only, expired, expireAt, info })
    return {}
  },
})
