import type { UserInfo } from '@herenow/adapter'

/** One connection's presence. `state` is `null` when none was given. */
export interface WireConnection {
  readonly connectionId: string
  readonly clientId: string
  readonly info?: UserInfo
  readonly state: unknown
  readonly enteredAt: number
  readonly updatedAt: number
}

/** A connection in a here-now answer. `state` is missing unless it was asked for. */
export type WireOccupant = Omit<WireConnection, 'state'> & { readonly state?: unknown }

/** A connection that has gone. */
export interface WireDeparture {
  readonly connectionId: string
  readonly clientId: string
}

/** What has become of one connection's presence. Who goes is told by ids alone: everybody knows the rest. */
export type WirePresenceChange =
  | (WireConnection & { readonly action: 'enter' | 'update' })
  | (WireDeparture & { readonly action: 'leave' | 'timeout' })
