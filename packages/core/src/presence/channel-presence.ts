import type { Member, PresenceAction, RealtimeError } from '@herenow/adapter'
import type { Release, Store, Unsubscribe } from '../store/store.ts'

/** Everyone present in a channel. */
export interface Members<State = unknown> {
  /** By time of entering; stable while people stay. */
  readonly list: readonly Member<State>[]
  /** The same members by client id. */
  readonly byClientId: ReadonlyMap<string, Member<State>>
  /** Ourselves, once the service has told everyone. */
  readonly self: Member<State> | null
  /** `pending`: the first list isn't here yet. */
  readonly status: 'pending' | 'ready' | 'error'
  /** Why our own presence was refused, or the channel can't be attached. */
  readonly error: RealtimeError | null
}

/** A person came, changed or went. With several tabs, `enter` is the first and `leave` the last. */
export interface MemberEvent<State = unknown> {
  readonly action: PresenceAction
  /** As it is now; for `leave` and `timeout` as it was last. */
  readonly member: Member<State>
}

export type MemberListener<State = unknown> = (event: MemberEvent<State>) => void

/** Who is in a channel, and our own part in it. */
export interface ChannelPresence<State = unknown> {
  readonly members: Store<Members<State>>
  /** Takes part, and attaches the channel if need be. Entering again replaces the state. */
  enter(state?: State): Promise<void>
  /** Changes our state; at most one update every 50 ms leaves, the latest wins. Counts as `enter` when we aren't in. */
  update(state: State | ((previous: State | null) => State)): Promise<void>
  leave(): Promise<void>
  /** Asks the service, by time of entering. Waits for the connection. */
  get(): Promise<readonly Member<State>[]>
  subscribe(listener: MemberListener<State>): Unsubscribe
  subscribe(actions: PresenceAction | readonly PresenceAction[], listener: MemberListener<State>): Unsubscribe
  /** Takes part while at least one lease is out, and `lingerMs` longer. Failures show in `members` as `error`. */
  lease(state?: State): Release
  /** Milliseconds between two updates that leave: 16 to 1,000, default 50. */
  setThrottle(milliseconds: number): void
}
