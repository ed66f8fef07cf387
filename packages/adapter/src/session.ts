import type { AdapterHistoryPage, HistoryQuery } from './history.ts'
import type { OutgoingMessage, PublishOutcome } from './message.ts'
import type { HereNow, HereNowQuery, OccupancyWatch } from './occupancy.ts'
import type { Position } from './position.ts'
import type { PresenceConnection } from './presence.ts'

export interface AttachOptions {
  /**
   * Resume after this position, or from this time (milliseconds since 1970). On a re-attach the session uses the last
   * position it emitted instead.
   */
  readonly since: Position | number | null
  /** At a first attach without `since`: replay the last `n` messages, or those of the last `seconds`. */
  readonly rewind: number | { readonly seconds: number } | null
  /** Whether presence snapshots and events of the channel are wanted. */
  readonly presence: boolean
}

/** Why a session is asked for a new token: the service refused this channel. */
export interface ForbiddenChannel {
  readonly reason: 'forbidden'
  readonly channel: string
}

/**
 * This connection's own presence. The session re-enters by itself after a reconnect, with the latest state; while
 * disconnected only the latest wish counts. Rejects when the service refuses.
 */
export interface SessionPresence {
  enter(channel: string, state: unknown): Promise<void>
  update(channel: string, state: unknown): Promise<void>
  leave(channel: string): Promise<void>
  /** Asks the service; needs no attach. */
  get(channel: string): Promise<readonly PresenceConnection[]>
}

/**
 * One user's connection to a service. It connects, retries, refreshes the token, re-attaches every attached channel
 * from the last position it emitted and re-enters presence. Requests made while not connected reject with a retryable
 * `connection_closed`, except `attach`, `detach`, `presence.enter/update/leave` and `watchOccupancy`, which are wishes:
 * they are kept and carried out at the next connect.
 */
export interface AdapterSession {
  /** Connects, or tries again now. Does nothing while connecting or connected. */
  connect(): void
  /** Says goodbye (others see a clean leave), rejects what is pending with `connection_closed`, lets go of everything. */
  close(): Promise<void>
  /** Round-trip time in milliseconds. */
  ping(): Promise<number>

  /**
   * Fetches a new token, has the service go by it and says so with a `token` event. Resolves after that. Rejects with
   * what the token function or the service said, or with a retryable `connection_closed` while not connected: the next
   * connect fetches one anyway. Without a request the reason is `expiring`. Absent: the service knows no tokens.
   */
  refreshToken?(request?: ForbiddenChannel): Promise<void>

  /**
   * Resolves after the `attached` event. Waits over drops. When the service refuses for good: rejects after the
   * `failed` event with the same reason, and forgets the wish, so that the next call asks again.
   */
  attach(channel: string, options: AttachOptions): Promise<void>
  /** Tells `detached` at once and forgets the wish, also before an answer. Resolves with the answer. */
  detach(channel: string): Promise<void>

  /**
   * Makes one attempt and settles it by the service's answer, however late that comes, or at a disconnect; one outcome
   * per message, in order. An attempt that is under way is never repeated while the connection is proven alive. Never
   * rejects. Calls may overlap; the service takes those of a channel in call order, and the session may let some wait
   * for the answers to others. Once a message of a channel was refused with a retryable error, every later one that was
   * under way on that channel is refused with a retryable `out_of_order` too, so that the caller can offer all of them
   * again in order.
   */
  publish(channel: string, messages: readonly OutgoingMessage[]): Promise<readonly PublishOutcome[]>
  /** Resolves when the signal has left. Rejects with `connection_closed` while not connected: signals never queue. */
  signal(channel: string, name: string, data: unknown): Promise<void>

  /** -1: `a` stands before `b`. `null`: can't be compared (another epoch). */
  compare(channel: string, a: Position, b: Position): -1 | 0 | 1 | null

  readonly presence: SessionPresence
  history(channel: string, query: HistoryQuery): Promise<AdapterHistoryPage>
  hereNow(query: HereNowQuery): Promise<HereNow>
  whereNow(clientId: string): Promise<readonly string[]>
  /** Replaces what is watched; an empty watch stops it. Counts arrive as `occupancy` events, the first ones at once. */
  watchOccupancy(watch: OccupancyWatch): void
}
