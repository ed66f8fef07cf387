import type { PresenceAction, UserInfo } from '@herenow/adapter'

/** One connection's presence. `state` is `null` when none was given. */
export interface WireConnection {
  readonly connectionId: string
  readonly clientId: string
  readonly info?: UserInfo
  readonly state: unknown
  readonly enteredAt: number
  readonly updatedAt: number
}

/** A connection that has gone. */
export interface WireDeparture {
  readonly connectionId: string
  readonly clientId: string
}

export interface WirePresenceChange extends WireConnection {
  readonly action: PresenceAction
}
