import type { ChannelPresence, Release } from '@herenow/core'
import { noChannel } from './no-channel.ts'

/** One component's share in a channel's presence. It ends with the component, however it began. */
export interface PresencePart<State> {
  /** Sets the state of this component, and sends it while it takes part. `undefined` keeps the state that another component set. */
  say(state: State | undefined): void
  /** Takes part with the state that was set, unless it does already. */
  begin(): void
  /** Stops taking part; others on the page may go on. */
  end(): void
  /** Accepts calls from now on: the component is mounted. */
  open(): void
  /** Refuses calls from now on: a late call of an unmounted component must not enter again. */
  close(): void
  enter: ChannelPresence<State>['enter']
  update: ChannelPresence<State>['update']
  leave: ChannelPresence<State>['leave']
}

/** Acquires nothing until `begin`, `enter` or `update`. */
export function presencePart<State>(presence: ChannelPresence<State>): PresencePart<State> {
  let lease: Release | null = null
  let isClosed = false
  let said: State | undefined

  const end = (): void => {
    lease?.()
    lease = null
  }

  return {
    say: (state) => {
      said = state
      if (lease !== null && state !== undefined) void presence.update(state)
    },
    begin: () => {
      lease ??= presence.lease(said)
    },
    end,
    open: () => {
      isClosed = false
    },
    close: () => {
      isClosed = true
      end()
    },
    enter: (state = said) => {
      if (isClosed) return noChannel()
      // After a `leave` only a new lease enters again; the old one goes second, so that nobody sees us leave.
      const fresh = presence.lease(state)
      end()
      lease = fresh
      return state === undefined ? Promise.resolve() : presence.update(state)
    },
    update: (change) => {
      if (!isClosed) lease ??= presence.lease(typeof change === 'function' ? said : change)
      return lease === null ? noChannel() : presence.update(change)
    },
    leave: () => {
      end()
      return presence.leave()
    },
  }
}
