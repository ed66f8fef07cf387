import type { UserInfo } from './user.ts'

/** One connection's entry in a channel's presence. A person with two tabs has two. */
export interface PresenceConnection {
  readonly connectionId: string
  readonly clientId: string
  readonly info: UserInfo | null
  /** What the connection says of itself, at most 4 KiB as JSON; `null` when it said nothing. */
  readonly state: unknown
  /** Server time in milliseconds since 1970. */
  readonly enteredAt: number
  readonly updatedAt: number
}

/** A connection that is no longer present. */
export type PresenceDeparture = Pick<PresenceConnection, 'connectionId' | 'clientId'>

/** `leave`: it said so. `timeout`: it went silent and its grace ended. */
export type PresenceAction = 'enter' | 'update' | 'leave' | 'timeout'

/** One of a member's connections. */
export interface MemberConnection<State = unknown> {
  readonly connectionId: string
  readonly state: State
  readonly enteredAt: number
}

/** A person who is present: all connections of one `clientId`. */
export interface Member<State = unknown> {
  readonly clientId: string
  readonly info: UserInfo | null
  /** The state of the most recently updated connection. */
  readonly state: State
  /** Oldest first. */
  readonly connections: readonly MemberConnection<State>[]
  /** When the first of the connections entered, server time in milliseconds since 1970. */
  readonly enteredAt: number
  readonly updatedAt: number
}
