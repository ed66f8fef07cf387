import type { Member, PresenceAction, RealtimeError } from '@herenow/adapter'
import type { AsJson } from '../json/as-json.ts'
import type { Release, Store, Unsubscribe } from '../store/store.ts'

/** Everyone present in a channel. */
export interface Members<State = unknown> {
  /** By time of entering; stable while people stay. */
  readonly list: readonly Member<State>[]
  /** The same members by client id. */
  readonly byClientId: ReadonlyMap<string, Member<State>>
  /** Ourselves, as soon as the service has answered that we are in. */
  readonly self: Member<State> | null
  /** `pending`: the first list isn't here yet. */
  readonly status: 'pending' | 'ready' | 'error'
  /** Why our own presence was refused, we may not see who is here, or the channel can't be attached. */
  readonly error: RealtimeError | null
}

/** A person came, changed or went. With several tabs, `enter` is the first and `leave` the last. */
export interface MemberEvent<State = unknown> {
  readonly action: PresenceAction
  /** As it is now; for `leave` and `timeout` as it was last. */
  readonly member: Member<State>
}

/**
 * On a crowded channel people aren't told one by one, but about once a second together. `joined`, `left` and `timedOut`
 * are as of now, or as they were last; whoever came and went in between isn't among them. `refresh`: too many changed to
 * list them, `members` has the new list.
 */
export type IntervalEvent<State = unknown> =
  | {
      readonly action: 'interval'
      readonly refresh?: undefined
      /** How many people are present. */
      readonly occupancy: number
      readonly joined: readonly Member<State>[]
      readonly left: readonly Member<State>[]
      readonly timedOut: readonly Member<State>[]
    }
  | { readonly action: 'interval'; readonly refresh: true; readonly occupancy: number }

/** What presence listeners are told: one person, or on a crowded channel an interval. */
export type AnyMemberEvent<State = unknown> = MemberEvent<State> | IntervalEvent<State>

export type MemberListener<State = unknown, Event = AnyMemberEvent<State>> = (event: Event) => void

/** The events of an action. */
export type MemberEventOf<State, Action> = Action extends 'interval' ? IntervalEvent<State> : MemberEvent<State>

/** Who is in a channel, and our own part in it. States arrive as JSON makes them: see `AsJson`. */
export interface ChannelPresence<State = unknown> {
  readonly members: Store<Members<AsJson<State>>>
  /**
   * Takes part, and attaches the channel if need be. Entering again replaces the state. Where whoever attaches is
   * present, resolves with the attach. A refusal shows in `members`, and is asked for again as a lease is.
   */
  enter(state?: State): Promise<void>
  /** Changes our state; at most one update every 50 ms leaves, the latest wins. Counts as `enter` when we aren't in. */
  update(state: State | ((previous: State | null) => State)): Promise<void>
  /** Where whoever attaches is present, we stay so as long as somebody else leases the channel. */
  leave(): Promise<void>
  /** Asks the service, by time of entering. Waits for the connection. */
  get(): Promise<readonly Member<AsJson<State>>[]>
  subscribe(listener: MemberListener<AsJson<State>>): Unsubscribe
  /**
   * Only some actions. `enter`, `update`, `leave` and `timeout` tell of everyone as long as the channel isn't crowded,
   * and always of ourselves; to follow the others on a crowded channel listen for `interval` too.
   */
  subscribe<Action extends AnyMemberEvent['action']>(
    actions: Action | readonly Action[],
    listener: MemberListener<AsJson<State>, MemberEventOf<AsJson<State>, Action>>,
  ): Unsubscribe
  /** Takes part while at least one lease is out, and `lingerMs` longer. Failures show in `members` as `error`. */
  lease(state?: State): Release
  /** Milliseconds between two updates that leave: 16 to 1,000, default 50. */
  setThrottle(milliseconds: number): void
}
