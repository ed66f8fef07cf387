import type { WireMessage, WireOutcome } from './wire-message.ts'
import type { WireConnection, WireOccupant } from './wire-presence.ts'

/** Everything after `offset` follows as messages. */
export interface AttachResult {
  readonly epoch: string
  readonly offset: number
  /** What follows continues from `since` without a hole. */
  readonly recovered: boolean
  /**
   * Where `since` was of the epoch before this one: up to this offset the channel is the same in both. What stood behind
   * it is lost.
   */
  readonly continues?: number
  /** The channel keeps no messages, so nobody can know what was missed before this attach. */
  readonly unkept?: true
  /** To be sent with the next attach of this channel: see `Attach.proof`. */
  readonly proof?: string
}

export interface PublishResult {
  /** In the order of the request's messages. */
  readonly outcomes: readonly WireOutcome[]
}

export interface PresenceResult {
  readonly connections: readonly WireConnection[]
  readonly cursor?: string
}

/** When our own entry was made and last changed. Missing after a `leave`. */
export interface PresenceStamps {
  readonly enteredAt: number
  readonly updatedAt: number
}

export interface HistoryResult {
  readonly epoch: string
  /** In the direction asked for. */
  readonly messages: readonly WireMessage[]
  /** Something is left in this direction. */
  readonly more: boolean
  /** The page starts where `after` ends without a hole. */
  readonly complete: boolean
}

/** One channel of a here-now answer. `connections` only when members were asked for. */
export interface WireOccupancy {
  readonly channel: string
  readonly occupancy: number
  readonly connections?: readonly WireOccupant[]
}

export interface HereNowResult {
  readonly totalChannels: number
  readonly totalOccupancy: number
  readonly channels: readonly WireOccupancy[]
  readonly cursor?: string
}

/** A page of channels, by name. It may be short, or empty, where `cursor` says that another follows. */
export interface WhereNowResult {
  readonly channels: readonly string[]
  readonly cursor?: string
}

export interface TokenResult {
  /** Milliseconds until the token ends. */
  readonly expiresIn?: number
}
