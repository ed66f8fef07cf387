import { assertChannelName } from './channel-name.ts'
import type { RealtimeError } from './error.ts'
import type { Waiter } from './waiter.ts'
import { waitFor } from './waiter.ts'

/** What a connection wants to be in a channel. A newer wish is a new object. */
export interface PresenceWish {
  readonly action: 'enter' | 'update' | 'leave'
  readonly state: unknown
}

/** A wish on its way to the service. Exactly one of the three functions says what came of it. */
export interface PresenceRequest {
  readonly channel: string
  readonly wish: PresenceWish
  /** What to ask for: on another connection an update is an entry. */
  readonly action: PresenceWish['action']
  readonly granted: () => void
  /** The answer was lost with the connection. Who waits for it waits on, for the next connection. */
  readonly lost: (error: RealtimeError) => void
  /** Forgets the wish, unless the error is retryable. Returns whether somebody was waiting, and so has been told. */
  readonly refused: (error: RealtimeError) => boolean
}

export interface DesiredPresenceNeeds {
  readonly isConnected: () => boolean
  /** Asks the service. */
  readonly request: (request: PresenceRequest) => void
}

/**
 * Our own presence in all channels, kept over drops: only the latest wish of each counts, and the service is asked for
 * it again on every connection on which it doesn't stand. For sessions that re-enter by themselves.
 */
export interface DesiredPresence {
  /** Resolves when the service has done it, or what took its place before it was sent. */
  set(channel: string, action: PresenceWish['action'], state: unknown): Promise<void>
  /** What is wanted in a channel, if anything. */
  wish(channel: string): PresenceWish | undefined
  /** The channel is being left, whoever waits for what. */
  leave(channel: string): void
  /** What we had in a channel is over. Whoever waits gets the reason. */
  forget(channel: string, reason: RealtimeError): void
  /** There is a connection. `stands`: whether it is there as wished, so that nothing has to be asked. */
  connected(stands: (wish: PresenceWish) => boolean): void
  /** Tells those who wait that it won't come to that. The wishes stay. */
  fail(reason: RealtimeError): void
}

interface Kept extends PresenceWish {
  /** Who made this wish, or one that it took the place of unsent. Empty while it is under way. */
  waiters: readonly Waiter[]
}

export function createDesiredPresence({ isConnected, request }: DesiredPresenceNeeds): DesiredPresence {
  const wishes = new Map<string, Kept>()

  function put(channel: string, action: PresenceWish['action'], state: unknown, waiters: readonly Waiter[]): void {
    const unsent = wishes.get(channel)?.waiters ?? []
    const wish: Kept = { action, state, waiters: [...unsent, ...waiters] }
    wishes.set(channel, wish)
    if (isConnected()) send(channel, wish, action)
  }

  function send(channel: string, wish: Kept, action: PresenceWish['action']): void {
    const { waiters } = wish
    wish.waiters = []
    const forget = (): void => {
      if (wishes.get(channel) === wish) wishes.delete(channel)
    }
    const settle = (error?: Error): void => waiters.forEach((waiter) => waiter(error))
    request({
      channel,
      wish,
      action,
      granted() {
        if (action === 'leave') forget()
        settle()
      },
      lost(error) {
        const current = wishes.get(channel)
        // Carried out, or overtaken by a newer wish, on the next connection.
        if (current) current.waiters = [...waiters, ...current.waiters]
        else settle(error)
      },
      refused(error) {
        if (!error.retryable) forget()
        settle(error)
        return waiters.length > 0
      },
    })
  }

  return {
    set: (channel, action, state) =>
      waitFor((waiter) => {
        assertChannelName(channel)
        put(channel, action, state, [waiter])
      }),
    wish: (channel) => wishes.get(channel),
    leave(channel) {
      if (wishes.has(channel)) put(channel, 'leave', null, [])
    },
    forget(channel, reason) {
      const wish = wishes.get(channel)
      wishes.delete(channel)
      wish?.waiters.forEach((waiter) => waiter(reason))
    },
    connected(stands) {
      for (const [channel, wish] of wishes) {
        const isLeave = wish.action === 'leave'
        if (!stands(wish)) {
          send(channel, wish, isLeave ? 'leave' : 'enter')
        } else if (isLeave) {
          // Nobody is there any more who could leave.
          wishes.delete(channel)
          wish.waiters.forEach((waiter) => waiter())
        }
      }
    },
    fail(reason) {
      for (const wish of wishes.values()) {
        wish.waiters.forEach((waiter) => waiter(reason))
        wish.waiters = []
      }
    },
  }
}
