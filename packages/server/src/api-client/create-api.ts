import type { AdapterHistoryPage, HereNow, HereNowQuery, HistoryQuery, Member, UserInfo } from '@herenow/adapter'
import type { ChannelCountsList, ChannelCountsQuery } from '../api/server-channel-counts.ts'
import type { ConnectionInfo, ConnectionList, ConnectionsQuery } from '../api/server-connections.ts'
import type { ServerFigures } from '../api/server-figures.ts'
import type { ServerInfo } from '../api/server-info.ts'
import type { DisconnectOptions } from '../api/server-kick.ts'
import type { PublishReceipt, ServerPublishOptions } from '../api/server-publish.ts'
import type { RevokeOptions } from '../api/server-revoke.ts'
import type { TokenOptions } from '../token/own-tokens.ts'
import { webEnv } from '../env/web-env.ts'
import type { ApiRight } from '../http/api/api-keys.ts'
import type { ApiError } from './api-error.ts'
import { errorFrom } from './api-error.ts'
import type { AskOptions } from './ask.ts'
import { createAsk } from './ask.ts'

/** What became of a message in one of the channels that it was for. */
export type ApiBroadcastOutcome =
  | { readonly channel: string; readonly receipt: PublishReceipt; readonly error?: undefined }
  | { readonly channel: string; readonly receipt?: undefined; readonly error: ApiError }

/** What is said anew about the connections of a client. */
export interface RefreshOptions {
  /** They have ended: their clients fetch another token and come back. */
  readonly expired?: boolean | undefined
  /** When they end, in seconds since 1970. */
  readonly expiresAt?: number | undefined
  /** What others see of the client from now on. */
  readonly info?: UserInfo | undefined
}

/** What a token says. */
export interface ApiTokenOptions extends Pick<TokenOptions, 'clientId' | 'capabilities' | 'info'> {
  /** How long the token is good, such as `'15m'`, `'1h'` or `'7d'`. Default `'1h'`. */
  readonly expiresIn?: string | undefined
}

/** Whom to put out, and how. */
export interface ApiDisconnectOptions extends DisconnectOptions {
  /** Only this connection of the client. */
  readonly connectionId?: string | undefined
}

/** Somebody who may listen. */
export interface Observer {
  readonly clientId: string
  /** `undefined`: clients need none here. */
  readonly token: string | undefined
}

/** A running server, seen from a back end. Every call rejects with an `ApiError`. */
export interface Api {
  /** Publishes as the server. Resolves when the message is stored. */
  publish(channel: string, name: string, data: unknown, options?: ServerPublishOptions): Promise<PublishReceipt>
  /** Publishes one message in up to 10,000 channels, under one id. */
  broadcast(
    channels: readonly string[],
    name: string,
    data: unknown,
    options?: ServerPublishOptions,
  ): Promise<readonly ApiBroadcastOutcome[]>
  /** Reads stored messages: by default the newest 100, newest first. `next` of the answer reads on. */
  history(channel: string, query?: Partial<HistoryQuery>): Promise<AdapterHistoryPage>
  /** Forgets the stored messages of a channel; offsets go on where they were. */
  historyRemove(channel: string): Promise<void>
  /** Forgets one stored message. Resolves with whether there was one. Clients that have it keep what they show. */
  messageRemove(channel: string, id: string): Promise<boolean>
  /** Who is present in a channel. */
  presence(channel: string): Promise<readonly Member[]>
  /** How many people are in channels, by default in all, and who. */
  hereNow(query?: HereNowQuery): Promise<HereNow>
  /** All channels that a client is present in. */
  whereNow(clientId: string): Promise<readonly string[]>
  /** How many people are in each of up to 1,000 channels. */
  occupancy(channels: readonly string[]): Promise<Readonly<Record<string, number>>>
  /** Names of the channels that somebody is attached to or present in; of `pattern` only `*` and `?` mean something. */
  channels(pattern?: string): Promise<readonly string[]>
  /** How many are attached to channels and present in them, the largest first. */
  channelCounts(query?: ChannelCountsQuery): Promise<ChannelCountsList>
  /** Connections that are open, the newest first. */
  connections(query?: ConnectionsQuery): Promise<ConnectionList>
  /** Ends all connections of a client, and with `for` keeps it out for so many seconds. */
  disconnect(clientId: string, options?: ApiDisconnectOptions): Promise<void>
  /** Ends a client's attachment and presence in a channel. */
  unsubscribe(channel: string, clientId: string): Promise<void>
  /** Says anew until when a client's connections last, and what others see of it. */
  refresh(clientId: string, options: RefreshOptions): Promise<void>
  /** Refuses tokens from now on, and ends the connections that came with them. Resolves with how many those were. */
  revoke(options: RevokeOptions): Promise<number>
  /** Signs a token for a client with the secret of the server, for what the client may do and for how long. */
  token(options: ApiTokenOptions): Promise<string>
  /**
   * Lets whoever has the key listen to any channel for 15 minutes, as a client that publishes nothing. `name` makes up its
   * client id: 1 to 64 letters, digits, `-` or `_`.
   */
  observe(name: string): Promise<Observer>
  info(): Promise<ServerInfo>
  /** How the server is doing at this moment. */
  figures(): Promise<ServerFigures>
  /** What the key allows here. */
  rights(): Promise<readonly ApiRight[]>
  /** The server's time, in milliseconds since 1970. */
  time(): Promise<number>
}

/** Makes a client for route handlers and scripts. Nothing is connected: each call is one request. */
export function createApi(options: AskOptions): Api {
  const ask = createAsk(options, webEnv)
  const run = async <Result>(method: string, params: object): Promise<Result> =>
    (await ask<{ readonly result: Result }>(method, {}, params)).result
  const tell = async (method: string, params: object): Promise<void> => {
    await run(method, params)
  }
  return {
    publish: (channel, name, data, more) => ask('messages', {}, { ...more, channel, name, data }),
    async broadcast(channels, name, data, more) {
      const body = { ...more, channels, name, data }
      const { outcomes } = await ask<{ readonly outcomes: readonly ApiBroadcastOutcome[] }>('messages', {}, body)
      return outcomes.map((outcome) =>
        outcome.error === undefined ? outcome : { ...outcome, error: errorFrom(outcome.error, 200) },
      )
    },
    // Of what the caller has from elsewhere, such as the `next` of a page, nothing names another channel.
    history: (channel, query) => ask('messages', { ...query, channel }),
    historyRemove: (channel) => tell('history_remove', { channel }),
    messageRemove: async (channel, id) =>
      (await run<{ readonly removed: boolean }>('message_remove', { channel, id })).removed,
    presence: async (channel) => (await ask<{ readonly members: readonly Member[] }>('members', { channel })).members,
    hereNow: ({ channels, includeMembers: members, includeState: state, limit, cursor } = {}) =>
      ask('here-now', { channels: channels?.join(), members, state, limit, cursor }),
    async whereNow(clientId) {
      const found: string[] = []
      let cursor: string | undefined
      do {
        const page: Page = await ask('where-now', { clientId, cursor })
        found.push(...page.channels)
        ;({ cursor } = page)
      } while (cursor !== undefined)
      return found
    },
    occupancy: async (channels) =>
      (await ask<{ readonly channels: Record<string, number> }>('occupancy', { channels: channels.join() })).channels,
    channels: async (pattern) =>
      Object.keys((await run<{ readonly channels: object }>('channels', { pattern })).channels),
    channelCounts: (query) => ask('channel-counts', { ...query }),
    async connections({ clientId, ...query } = {}) {
      const { connections, total } = await run<ListedConnections>('connections', { ...query, user: clientId })
      return { connections: Object.entries(connections).map(connectionInfo), total }
    },
    disconnect: (clientId, { connectionId, ...more } = {}) =>
      tell('disconnect', { ...more, user: clientId, client: connectionId }),
    unsubscribe: (channel, clientId) => tell('unsubscribe', { user: clientId, channel }),
    refresh: (clientId, { expired, expiresAt, info }) =>
      tell('refresh', { user: clientId, expired, expire_at: expiresAt, info }),
    revoke: async ({ clientId, tokenId, issuedBefore, keepFor }) => {
      const before = issuedBefore === undefined ? undefined : Number(issuedBefore) / 1_000
      const params = { user: clientId, token_id: tokenId, issued_before: before, keep_for: keepFor }
      return (await run<{ readonly ended: number }>('revoke', params)).ended
    },
    token: async ({ clientId, capabilities, info, expiresIn }) => {
      const params = { user: clientId, capabilities, info, expires_in: expiresIn }
      return (await run<{ readonly token: string }>('token', params)).token
    },
    async observe(name) {
      const { user, token } = await run<{ readonly user: string; readonly token?: string }>('observe', { name })
      return { clientId: user, token }
    },
    info: () => ask('stats', {}),
    figures: () => ask('figures', {}),
    rights: async () => (await ask<{ readonly rights: readonly ApiRight[] }>('access', {})).rights,
    time: async () => (await ask<{ readonly time: number }>('time', {})).time,
  }
}

interface Page {
  readonly channels: readonly string[]
  readonly cursor?: string
}

/** Connections as they are written, by connection id. */
interface ListedConnections {
  readonly connections: Readonly<Record<string, ListedConnection>>
  readonly total: number
}

interface ListedConnection {
  readonly user: string
  readonly name?: string
  readonly state: { readonly channels: Readonly<Record<string, object>> }
  readonly address: string
  readonly opened_at: number
  readonly num_subs: number
  readonly queue_bytes: number
}

function connectionInfo([connectionId, listed]: readonly [string, ListedConnection]): ConnectionInfo {
  return {
    connectionId,
    clientId: listed.user,
    name: listed.name,
    address: listed.address,
    openedAt: listed.opened_at,
    channels: Object.keys(listed.state.channels),
    subscriptions: listed.num_subs,
    queueBytes: listed.queue_bytes,
  }
}
