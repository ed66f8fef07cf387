import type { ReceivedMessage, UserInfo } from '@herenow/adapter'

/** What every event has. */
interface Occurrence {
  /** Another one for each event, also after a restart. */
  readonly id: string
  /** When it happened, in milliseconds since 1970 by the server's clock. */
  readonly timestamp: number
}

/** One connection of a client. */
interface OfConnection {
  readonly clientId: string
  /** Stays the same when the connection goes on on another socket. */
  readonly connectionId: string
}

/** A client has connected: it was let in and its connection is new. Going on after a short cut is no new connection. */
export interface ConnectEvent extends Occurrence, OfConnection {
  readonly type: 'connect'
  /** What others see of the user. */
  readonly info: UserInfo | null
  /** The client's address: behind one of `trustedProxies` the one that the proxy tells. Empty on a socket of the file system. */
  readonly address: string
}

/**
 * Why a connection is over. `leave`: the client closed it, or its page was closed. `timeout`: it was lost without a word
 * and didn't come back. `ended`: the server ended it, or it was put out. `stopped`: the server stops.
 */
export type DisconnectReason = 'leave' | 'timeout' | 'ended' | 'stopped'

/** A connection is over for good: after a loss, once it can't come back any more. Every `connect` has one. */
export interface DisconnectEvent extends Occurrence, OfConnection {
  readonly type: 'disconnect'
  /** What others saw of the user last. */
  readonly info: UserInfo | null
  readonly reason: DisconnectReason
  /** What its last socket closed with, such as 1000, 1001, 1006 or a code of docs/protocol.md. */
  readonly code: number
  /** What the client was told; `null`: nothing. */
  readonly error: { readonly code: string; readonly message: string } | null
  /** Milliseconds from `connect` to the end of its last socket. */
  readonly duration: number
}

/** A connection is attached to a channel: it gets what is said there. */
export interface SubscribeEvent extends Occurrence, OfConnection {
  readonly type: 'subscribe'
  readonly channel: string
}

/**
 * Why an attachment is over. `detach`: the client has left the channel. `disconnect`: its socket is gone; who comes back
 * subscribes anew. `ended`: the server ended it, for example since the right to it is gone.
 */
export type UnsubscribeReason = 'detach' | 'disconnect' | 'ended'

/** A connection isn't attached to a channel any more. */
export interface UnsubscribeEvent extends Occurrence, OfConnection {
  readonly type: 'unsubscribe'
  readonly channel: string
  readonly reason: UnsubscribeReason
}

/** A connection has entered presence, says something else, or is gone from it. */
export interface PresenceChangeEvent extends Occurrence, OfConnection {
  readonly type: 'presence'
  readonly channel: string
  /** `timeout`: it was lost without a word and didn't come back within the grace of the channel. */
  readonly action: 'enter' | 'update' | 'leave' | 'timeout'
  /** What it says of itself; of who goes, what it said last. */
  readonly state: unknown
  readonly info: UserInfo | null
  /** Connections of this client that are present in the channel now: 1 at its first `enter`, 0 when the client is gone. */
  readonly connections: number
}

/**
 * Whether anybody is attached to a channel or present in it. `occupied`: the first one came. `vacant`: the last one went.
 * `empty`: nobody has come since, for `emptyAfter` seconds.
 */
export interface ChannelEvent extends Occurrence {
  readonly type: 'channel'
  readonly channel: string
  readonly state: 'occupied' | 'vacant' | 'empty'
}

/** A message was published: it was new, and is stored or sent to whoever is attached. */
export interface PublishEvent extends Occurrence {
  readonly type: 'publish'
  readonly channel: string
  readonly message: ReceivedMessage
}

/** What a server tells of itself after the fact. Plain JSON, each time a new object. */
export type ServerEvent =
  | ConnectEvent
  | DisconnectEvent
  | SubscribeEvent
  | UnsubscribeEvent
  | PresenceChangeEvent
  | ChannelEvent
  | PublishEvent

/** The names of the events. */
export type ServerEventType = ServerEvent['type']

/** The event of a name. */
export type ServerEventOf<Type extends ServerEventType> = Extract<ServerEvent, { readonly type: Type }>

/** Is told of events one after the other. Where it returns a promise, the next one of the channel waits for it. */
export type ServerEventListener<Type extends ServerEventType = ServerEventType> = (
  event: ServerEventOf<Type>,
) => unknown

/** All of them. */
export const serverEventTypes: readonly ServerEventType[] = [
  'connect',
  'disconnect',
  'subscribe',
  'unsubscribe',
  'presence',
  'channel',
  'publish',
]
