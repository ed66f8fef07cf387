import type { UserInfo } from '@herenow/adapter'
import type { ErrorBody } from './error-body.ts'
import type { WireMessage } from './wire-message.ts'
import type { WireConnection, WireDeparture, WirePresenceChange } from './wire-presence.ts'

/** What this server allows, where it may differ from the protocol's defaults. */
export interface WelcomeLimits {
  readonly messageBytes: number
  readonly signalBytes: number
  readonly frameBytes: number
  readonly channels: number
  /** Of a presence state. Missing: the protocol's default. */
  readonly stateBytes?: number
}

/** Answers `hello`. */
export interface Welcome {
  readonly type: 'welcome'
  readonly version: number
  readonly connectionId: string
  /** Secret: shows on the next socket that it continues this connection. Never broadcast. */
  readonly resumeKey: string
  readonly clientId: string
  readonly info?: UserInfo
  /** The connection that `resumeKey` named was still known: its presence goes on without a word to others. */
  readonly resumed: boolean
  /** Milliseconds between the server's pings. */
  readonly pingInterval: number
  /** Milliseconds until the token ends. Missing without a token. */
  readonly tokenExpiresIn?: number
  readonly limits: WelcomeLimits
  readonly features: readonly string[]
}

/** Answers a request; what `result` holds depends on the request. */
export interface Ok {
  readonly type: 'ok'
  readonly id: number
  readonly result?: unknown
}

/** Answers a request, or (without `id`) reports something that belongs to none. */
export interface ErrorItem {
  readonly type: 'error'
  readonly id?: number
  readonly channel?: string
  readonly error: ErrorBody
}

/** A broadcast item: identical for every receiver. */
export interface MessageItem {
  readonly type: 'message'
  readonly channel: string
  readonly message: WireMessage
}

export interface SignalItem {
  readonly type: 'signal'
  readonly channel: string
  readonly name: string
  readonly data: unknown
  readonly clientId: string
  readonly info?: UserInfo
  readonly connectionId?: string
  readonly timestamp: number
}

/** Changes since the revision before. A receiver that sees a jump asks for a snapshot (`presence-sync`). */
export interface PresenceItem {
  readonly type: 'presence'
  readonly channel: string
  /** Grows by one per item of a channel. */
  readonly revision: number
  readonly changes: readonly WirePresenceChange[]
}

/**
 * On a crowded channel: what all changes since the revision before come to. Who came and went in between isn't in it.
 */
export interface PresenceIntervalItem {
  readonly type: 'presence-interval'
  readonly channel: string
  /** Continues the revisions of `presence` items. */
  readonly revision: number
  /** Distinct clients that are present now. */
  readonly occupancy: number
  readonly joined: readonly WireConnection[]
  readonly updated: readonly WireConnection[]
  readonly left: readonly WireDeparture[]
  readonly timedOut: readonly WireDeparture[]
  /** Too much has changed to be told, the lists are empty: ask for a snapshot, each receiver at a moment of its own. */
  readonly refresh?: true
}

/** A page of everyone present at one revision. Receivers put the pages together and then apply later revisions. */
export interface PresenceSnapshotItem {
  readonly type: 'presence-snapshot'
  readonly channel: string
  readonly revision: number
  readonly connections: readonly WireConnection[]
  /** First page of a snapshot: drops the pages of an unfinished earlier one. */
  readonly first: boolean
  readonly last: boolean
  /** The server has just started and may not know everyone yet; another snapshot follows. */
  readonly settling: boolean
}

/**
 * This connection has no right to the channel's presence: it isn't shown who is there, and isn't there itself. Follows
 * the answer to an attach that asked for presence, and a token that takes the right away. A snapshot ends it.
 */
export interface PresenceDeniedItem {
  readonly type: 'presence-denied'
  readonly channel: string
  readonly error: ErrorBody
}

export interface OccupancyItem {
  readonly type: 'occupancy'
  readonly counts: readonly { readonly channel: string; readonly occupancy: number }[]
}

/** The server ended an attachment. `resumable`: attach again from where you stand. */
export interface DetachedItem {
  readonly type: 'detached'
  readonly channel: string
  readonly resumable: boolean
  readonly error: ErrorBody
}

/** Life sign; answered by `pong`. */
export interface ServerPing {
  readonly type: 'ping'
}

/** Says why the socket is about to be closed. */
export interface Goodbye {
  readonly type: 'goodbye'
  readonly error: ErrorBody
}

/** What a server may send. */
export type ServerItem =
  | Welcome
  | Ok
  | ErrorItem
  | MessageItem
  | SignalItem
  | PresenceItem
  | PresenceIntervalItem
  | PresenceSnapshotItem
  | PresenceDeniedItem
  | OccupancyItem
  | DetachedItem
  | ServerPing
  | Goodbye
