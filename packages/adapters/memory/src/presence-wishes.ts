import type { RealtimeError } from '@herenow/adapter'
import { assertChannelName } from '@herenow/adapter'
import type { ClientConnection } from './client-connection.ts'
import type { Service } from './service.ts'
import type { Waiter } from './waiter.ts'
import { settle } from './waiter.ts'

/** What this connection wants to be in a channel. A newer wish is a new object. */
interface Wish {
  readonly present: boolean
  readonly state: unknown
  waiters: readonly Waiter[]
}

export interface PresenceWishesHost {
  readonly service: Service
  readonly connection: Pick<ClientConnection, 'isConnected' | 'send'>
}

/** Our own presence in all channels: only the latest wish of each counts, and it survives drops. */
export interface PresenceWishes {
  set(channel: string, present: boolean, state: unknown): Promise<void>
  /** The channel is being left, whoever waits for what. */
  leave(channel: string): void
  /** The service has ended what we had in a channel. */
  forget(channel: string): void
  onConnected(): void
  onEnded(reason: RealtimeError): void
}

export function createPresenceWishes({ service, connection }: PresenceWishesHost): PresenceWishes {
  const wishes = new Map<string, Wish>()

  function put(channel: string, present: boolean, state: unknown, waiters: readonly Waiter[]): void {
    const wish = { present, state, waiters: [...(wishes.get(channel)?.waiters ?? []), ...waiters] }
    wishes.set(channel, wish)
    if (connection.isConnected) send(channel, wish)
  }

  function send(channel: string, wish: Wish): void {
    const { present, state } = wish
    connection.send(
      (client, now) => (present ? service.enter(client, channel, state, now) : service.leave(client, channel, 'leave')),
      ({ error }, events) => {
        if (error === undefined) {
          wish.waiters = settle(wish.waiters)
          if (!present && wishes.get(channel) === wish) wishes.delete(channel)
        } else if (error.origin === 'server') {
          // Nobody waits for what was brought back after a drop.
          if (wish.waiters.length === 0) events.push({ type: 'presence-refused', channel, error })
          wish.waiters = settle(wish.waiters, error)
          if (wishes.get(channel) === wish) wishes.delete(channel)
        }
      },
    )
  }

  return {
    set: (channel, present, state) =>
      new Promise((resolve, reject) => {
        assertChannelName(channel)
        put(channel, present, state, [{ resolve, reject }])
      }),
    leave(channel) {
      if (wishes.has(channel)) put(channel, false, null, [])
    },
    forget: (channel) => void wishes.delete(channel),
    onConnected() {
      // Where nothing has changed the service makes no noise.
      for (const [channel, wish] of wishes) send(channel, wish)
    },
    onEnded(reason) {
      for (const wish of wishes.values()) wish.waiters = settle(wish.waiters, reason)
    },
  }
}
