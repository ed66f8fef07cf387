import type { HistoryDirection, UserInfo } from '@herenow/adapter'
import type { MalformedOutgoing, WireOutgoing, WirePosition } from './wire-message.ts'

/** The first frame of a connection. */
export interface Hello {
  readonly type: 'hello'
  readonly version: number
  readonly clientId?: string
  readonly info?: UserInfo
  readonly token?: string
  /** From the `welcome` of the connection to take over. */
  readonly resumeKey?: string
}

/** Starts a channel's messages (and presence). Answered by `AttachResult`. */
export interface Attach {
  readonly type: 'attach'
  readonly id: number
  readonly channel: string
  /** Send a presence snapshot, then changes. */
  readonly presence?: true
  /** Replay what came after this position, or since this time in milliseconds since 1970. */
  readonly since?: WirePosition | number
  /** Without `since`: replay the last so many messages, or those of the last `seconds`. */
  readonly rewind?: number | { readonly seconds: number }
  /** From the last answer to an attach of this channel: shows that this client was attached from there on. */
  readonly proof?: string
}

/** Ends a channel's messages and this connection's presence there. */
export interface Detach {
  readonly type: 'detach'
  readonly id: number
  readonly channel: string
}

/** Answered by `PublishResult`, one outcome per message. Needs no attach. */
export interface Publish<Message = WireOutgoing> {
  readonly type: 'publish'
  readonly id: number
  readonly channel: string
  readonly messages: readonly Message[]
  /** The first publish on a channel after a retryable refusal there: ends `out_of_order`. */
  readonly resume?: true
}

/** Not stored: at most once. Answered where it has an `id`. */
export interface SendSignal {
  readonly type: 'signal'
  readonly id?: number
  readonly channel: string
  readonly name: string
  readonly data: unknown
}

/** This connection's own presence. `update` without an earlier `enter` counts as `enter`. Answered by `PresenceStamps`. */
export interface SetPresence {
  readonly type: 'presence'
  readonly id: number
  readonly channel: string
  readonly action: 'enter' | 'update' | 'leave'
  readonly state?: unknown
}

/** Answered by `PresenceResult`. Needs no attach. */
export interface GetPresence {
  readonly type: 'presence-get'
  readonly id: number
  readonly channel: string
  readonly cursor?: string
}

/** Asks for a new `presence-snapshot` of an attached channel, after a revision was missed. */
export interface SyncPresence {
  readonly type: 'presence-sync'
  readonly id: number
  readonly channel: string
}

/** Answered by `HistoryResult`. */
export interface GetHistory {
  readonly type: 'history'
  readonly id: number
  readonly channel: string
  readonly limit: number
  readonly direction: HistoryDirection
  readonly start?: number
  readonly end?: number
  readonly before?: WirePosition
  readonly after?: WirePosition
  readonly until?: WirePosition
}

/** Answered by `HereNowResult`. Without `channels`: all in which somebody is present. */
export interface GetHereNow {
  readonly type: 'here-now'
  readonly id: number
  readonly channels?: readonly string[]
  readonly members?: true
  readonly state?: true
  readonly limit?: number
  readonly cursor?: string
}

/** Answered by `WhereNowResult`. */
export interface GetWhereNow {
  readonly type: 'where-now'
  readonly id: number
  readonly clientId: string
  readonly cursor?: string
}

/** Replaces the channels whose occupancy is followed. `occupancy` items follow, the present counts first. */
export interface Watch {
  readonly type: 'watch'
  readonly id: number
  /** Missing: none, or with `all` every channel. */
  readonly channels?: readonly string[]
  readonly all?: true
}

/** Replaces the token of this connection before it expires. Answered by `TokenResult`. */
export interface RefreshToken {
  readonly type: 'token'
  readonly id: number
  readonly token: string
}

/** The client's probe. Answered by `ok`. */
export interface Ping {
  readonly type: 'ping'
  readonly id: number
}

/** Answers the server's `ping`. */
export interface Pong {
  readonly type: 'pong'
}

/** What a client may send. */
export type ClientItem =
  | Hello
  | Attach
  | Detach
  | Publish
  | SendSignal
  | SetPresence
  | GetPresence
  | SyncPresence
  | GetHistory
  | GetHereNow
  | GetWhereNow
  | Watch
  | RefreshToken
  | Ping
  | Pong

/** A publish as a server reads it: a message that is malformed doesn't take its neighbours with it. */
export type ReceivedPublish = Publish<WireOutgoing | MalformedOutgoing>

/** What a server reads. */
export type ReceivedItem = Exclude<ClientItem, Publish> | ReceivedPublish

/** Items that are answered by exactly one `ok` or `error` with their `id`. */
export type ClientRequest = Extract<ClientItem, { readonly id: number }>
