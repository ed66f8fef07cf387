import type { ChannelPresence, Release } from '@herenow/core'
import { noChannel } from './no-channel.ts'

/** One component's part in a channel's presence. However it was entered, it ends when the component does. */
export interface PresencePart<State> {
  /** Sets what this component says of itself, and tells it while it takes part. `undefined`: nothing. */
  say(state: State | undefined): void
  /** Takes part, unless it does already, and says what was set. */
  begin(): void
  /** Stops taking part; others on the page may go on. */
  end(): void
  /** From now on calls are answered: the component is on the page. */
  open(): void
  /** From now on calls are refused, so that a late one can't bring back who is gone. */
  close(): void
  enter: ChannelPresence<State>['enter']
  update: ChannelPresence<State>['update']
  leave: ChannelPresence<State>['leave']
}

/** Acquires nothing until `begin`, `enter` or `update`. */
export function presencePart<State>(presence: ChannelPresence<State>): PresencePart<State> {
  let held: Release | null = null
  let isClosed = false
  let said: State | undefined

  const end = (): void => {
    held?.()
    held = null
  }

  return {
    say: (state) => {
      said = state
      if (held !== null && state !== undefined) void presence.update(state)
    },
    begin: () => {
      held ??= presence.lease(said)
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
      held = fresh
      return state === undefined ? Promise.resolve() : presence.update(state)
    },
    update: (change) => {
      if (!isClosed) held ??= presence.lease(typeof change === 'function' ? said : change)
      return held === null ? noChannel() : presence.update(change)
    },
    leave: () => {
      end()
      return presence.leave()
    },
  }
}
