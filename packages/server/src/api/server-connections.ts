import type { Services } from '../services.ts'
import type { Connection } from '../socket/connection.ts'
import { filterInTurns } from './filter-in-turns.ts'
import { foremost } from './foremost.ts'
import { globMatch } from './glob-match.ts'

/** A connection of a client, as whoever runs the server sees it. */
export interface ConnectionInfo {
  readonly connectionId: string
  readonly clientId: string
  /** How the client calls it, with `name` in its URL; `undefined`: in no way. */
  readonly name: string | undefined
  /** The client's address. Empty on a socket of the file system. */
  readonly address: string
  /** When it was opened, in milliseconds since 1970. A connection that is resumed keeps the time. */
  readonly openedAt: number
  /** Channels that it is attached to, 100 at most. */
  readonly channels: readonly string[]
  /** How many channels it is attached to. */
  readonly subscriptions: number
  /** Bytes that wait to be taken by the client. */
  readonly queueBytes: number
}

/** Which connections are asked for; by default all. */
export interface ConnectionsQuery {
  /** Of this client. */
  readonly clientId?: string | undefined
  /** Of clients whose id matches; `*` and `?` stand for other characters. */
  readonly pattern?: string | undefined
  /** Attached to this channel. */
  readonly channel?: string | undefined
  /** `newest`, the default, or those first for which the most bytes wait: `queue`. */
  readonly order?: ConnectionOrder | undefined
  /** At most so many, by default 100, at most 1,000. */
  readonly limit?: number | undefined
}

/** What stands first in a list of connections. */
export type ConnectionOrder = 'newest' | 'queue'

export const connectionOrders: readonly ConnectionOrder[] = ['newest', 'queue']

/** Some connections, and how many match in all. */
export interface ConnectionList {
  readonly connections: readonly ConnectionInfo[]
  readonly total: number
}

const [usualLimit, highestLimit] = [100, 1_000]
/** Channels that are named of one connection. */
const mostChannels = 100

const newestFirst = (a: Connection, b: Connection): number => b.record.startedAt - a.record.startedAt
const orders: Readonly<Record<ConnectionOrder, (a: Connection, b: Connection) => number>> = {
  newest: newestFirst,
  queue: (a, b) => b.outgoing.waiting - a.outgoing.waiting || newestFirst(a, b),
}

/** Lists connections that have a socket. Rejects with `unsupported` for a pattern with other signs. */
export async function serverConnections(
  services: Services,
  { clientId, pattern, channel, order = 'newest', limit = usualLimit }: ConnectionsQuery,
): Promise<ConnectionList> {
  const { clients, clock, turns } = services
  const asked = clientId === undefined ? clients.all() : clients.of(clientId)
  const found = await filterInTurns(
    turns,
    asked,
    (connection) =>
      (channel === undefined || connection.subscriptions.has(channel)) &&
      (pattern === undefined || globMatch(pattern, connection.clientId)),
  )
  const matching = found.filter((connection) => !connection.isOver)
  const since = clock.date() - clock.now()
  const listed = foremost(matching, Math.min(limit, highestLimit), orders[order])
  return { connections: listed.map((connection) => infoOf(connection, since)), total: matching.length }
}

/** `since`: when the monotonic clock was at 0, in milliseconds since 1970. */
function infoOf(connection: Connection, since: number): ConnectionInfo {
  const { connectionId, clientId, name, address, record, subscriptions, outgoing } = connection
  return {
    connectionId,
    clientId,
    name,
    address,
    openedAt: Math.round(since + record.startedAt),
    channels: [...subscriptions.keys()].slice(0, mostChannels),
    subscriptions: subscriptions.size,
    queueBytes: outgoing.waiting,
  }
}
