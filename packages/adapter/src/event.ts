import type { Capabilities } from './capabilities.ts'
import type { RealtimeError } from './error.ts'
import type { ReceivedMessage } from './message.ts'
import type { Position } from './position.ts'
import type { PresenceAction, PresenceConnection, PresenceDeparture } from './presence.ts'
import type { Signal } from './signal.ts'
import type { UserInfo } from './user.ts'

/** The connection as the session sees it. */
export type SessionState =
  | { readonly status: 'connecting'; readonly attempt: number }
  | {
      readonly status: 'connected'
      readonly connectionId: string
      /** As the service knows us; may come from the token. */
      readonly clientId: string
      readonly info: UserInfo | null
      /** What this very service can do and takes, where that is known only now; wins over `Adapter.capabilities`. */
      readonly capabilities?: Partial<Capabilities> | undefined
    }
  | {
      readonly status: 'disconnected'
      readonly reason: RealtimeError
      /** Failed attempts in a row; 0 right after a connection was lost. */
      readonly attempt: number
      /** When the next attempt starts, wall-clock milliseconds; `null` when something else must happen first. */
      readonly retryAt: number | null
    }
  | { readonly status: 'closed' }
  | { readonly status: 'failed'; readonly reason: RealtimeError }

/** A channel's way towards, or away from, attached. Being attached is told by the `attached` event. */
export type SessionChannelState =
  | { readonly status: 'attaching' }
  | { readonly status: 'suspended'; readonly reason: RealtimeError; readonly retryAt: number | null }
  /** `null`: the answer to `detach`. With a reason: the service ended it for good. */
  | { readonly status: 'detached'; readonly reason: RealtimeError | null }
  /** Told before the promise of `attach` rejects with the same reason. */
  | { readonly status: 'failed'; readonly reason: RealtimeError }

/** The connection changed its state. */
export interface ConnectionEvent {
  readonly type: 'connection'
  readonly state: SessionState
}

/** A channel changed its state other than to attached. */
export interface ChannelEvent {
  readonly type: 'channel'
  readonly channel: string
  readonly state: SessionChannelState
}

/**
 * The channel is attached: everything after `position` follows as messages, replayed ones first.
 * `recovered`: what follows continues without a hole from the position that the attach asked for (`since`, or where
 * the session stood before a drop). A first attach that asked for none is `recovered: false` and no gap.
 * `position: null`: the service has none to tell, for example because it keeps no messages; every attach but the first is
 * a gap.
 */
export interface AttachedEvent {
  readonly type: 'attached'
  readonly channel: string
  readonly position: Position | null
  readonly recovered: boolean
  /**
   * The epoch of `position` goes on from an earlier one: it holds, at the same offsets, what stood in the earlier epoch
   * up to this position, itself included. What stood behind it there is lost.
   */
  readonly continues?: Position | undefined
  /**
   * What can be done in this channel, where the service's settings differ by channel; wins over what was told of the
   * service. Absent: what holds for the service.
   */
  readonly capabilities?: Partial<Capabilities> | undefined
}

/** In position order. Replay and live may overlap: receivers drop ids that they know. */
export interface MessageEvent {
  readonly type: 'message'
  readonly channel: string
  readonly message: ReceivedMessage
}

export interface SignalEvent {
  readonly type: 'signal'
  readonly channel: string
  readonly signal: Signal
}

/**
 * One connection entered, changed or went. Comes after a snapshot, in the order of the service's decisions. Our own
 * changes may be told twice, equal: when the service has answered us, and when it tells everybody.
 */
export interface PresenceEvent {
  readonly type: 'presence'
  readonly channel: string
  readonly action: PresenceAction
  readonly connection: PresenceConnection
}

/** On a crowded channel: what an interval came to, told at once. Who came and went within it isn't in it. */
export interface PresenceIntervalEvent {
  readonly type: 'presence-interval'
  readonly channel: string
  /** How many people are present at its end. */
  readonly occupancy: number
  readonly joined: readonly PresenceConnection[]
  readonly updated: readonly PresenceConnection[]
  readonly left: readonly PresenceDeparture[]
  readonly timedOut: readonly PresenceDeparture[]
}

/** All connections that are present: comes after each attach, and whenever the session may have missed a change. */
export interface PresenceSnapshotEvent {
  readonly type: 'presence-snapshot'
  readonly channel: string
  readonly connections: readonly PresenceConnection[]
  /** The service has just started and may not know everyone yet: keep whom you have. Another snapshot follows. */
  readonly settling: boolean
  /** It stands for an interval in which too much changed to be told one by one. */
  readonly refresh?: boolean | undefined
}

/**
 * The service doesn't let us see who is present; the messages of the channel come all the same. Comes in place of a
 * snapshot, or later. A snapshot ends it.
 */
export interface PresenceHiddenEvent {
  readonly type: 'presence-hidden'
  readonly channel: string
  readonly error: RealtimeError
}

/** New counts for watched channels; 0 when nobody is present any more. */
export interface OccupancyEvent {
  readonly type: 'occupancy'
  readonly counts: readonly { readonly channel: string; readonly occupancy: number }[]
}

/** Messages between the last one and `position` existed and didn't reach us on a channel that stays attached. */
export interface GapEvent {
  readonly type: 'gap'
  readonly channel: string
  readonly position: Position | null
}

/**
 * Our own presence was refused when the session restored it by itself, or ended by the service: no call waits for the
 * answer.
 */
export interface PresenceRefusedEvent {
  readonly type: 'presence-refused'
  readonly channel: string
  readonly error: RealtimeError
}

/** The service goes by a new token from now on: what it refused before may be allowed. */
export interface TokenEvent {
  readonly type: 'token'
}

/** Something went wrong that no call can report. */
export interface ErrorEvent {
  readonly type: 'error'
  readonly error: RealtimeError
}

/** What a session tells the core. */
export type AdapterEvent =
  | ConnectionEvent
  | ChannelEvent
  | AttachedEvent
  | MessageEvent
  | SignalEvent
  | PresenceEvent
  | PresenceIntervalEvent
  | PresenceSnapshotEvent
  | PresenceHiddenEvent
  | OccupancyEvent
  | GapEvent
  | PresenceRefusedEvent
  | TokenEvent
  | ErrorEvent
