/** What the hub's owner has set: how well clients reach the service. */
export interface Conditions {
  /** Milliseconds each way. */
  latency: number
  /** Chance that a frame breaks the connection it travels on, from 0 to 1. */
  dropRate: number
  offline: boolean
  /** Clients that are cut off, by client id. */
  readonly cutOff: Set<string>
}

/** What the hub can do to a session. */
export interface Reachable {
  readonly clientId: string
  /** Breaks the connection, as a network does. */
  interrupt(): void
  /** Tries again at once if it waits to. */
  wake(): void
}
