import type { PresenceConnection, RealtimeError } from '@herenow/adapter'
import { assertChannelName } from '@herenow/adapter'
import type { PresenceStamps, Welcome } from '@herenow/protocol'
import { decodeResult } from '@herenow/protocol'
import type { EventBatch } from './event-batch.ts'
import type { PresenceFeed } from './presence-feed.ts'
import type { Traceable } from './request-gate.ts'
import type { Requests } from './requests.ts'
import type { Waiter } from './waiter.ts'
import { waitFor } from './waiter.ts'

/** What this connection wants to be in a channel. A newer wish is a new object. */
interface Wish {
  readonly action: 'enter' | 'update' | 'leave'
  readonly state: unknown
  /** The server has said that it is so. */
  confirmed: boolean
  /** The server has granted it once: whatever ends sockets from now on, it isn't this request. */
  isProven: boolean
  /** Who made this wish, or one that it took the place of unsent. */
  waiters: readonly Waiter[]
}

/**
 * Our own presence in all channels. What we want: only the latest wish of each counts, and it survives drops. What we
 * are: the server answers us before it tells everybody.
 */
export interface OwnPresence {
  set(channel: string, action: Wish['action'], state: unknown): Promise<void>
  /** The channel is being left, whoever waits for what. */
  leave(channel: string): void
  /** The server has ended what we had in a channel. */
  forget(channel: string): void
  /** The server no longer lets us be there. Where a request is under way, its answer says so. */
  denied(channel: string, reason: RealtimeError): void
  /** Everybody as they were told to be, with ourselves as we are. */
  correct(channel: string, connections: readonly PresenceConnection[]): readonly PresenceConnection[]
  /** On a fresh connection we are nowhere. */
  welcomed(welcome: Welcome): void
  onConnected(resumed: boolean): void
  onFailed(reason: RealtimeError): void
}

/** Milliseconds until a state on which two sockets ended is worth another try. */
const minute = 60_000

function traceOf(channel: string, action: Wish['action'], state: unknown): Traceable {
  const lane = `presence ${channel}`
  return { key: `${lane} ${action} ${JSON.stringify(state)}`, lane, retryAfter: minute }
}

export function createOwnPresence(
  events: EventBatch,
  requests: Requests,
  feedOf: (channel: string) => PresenceFeed | null | undefined,
  isConnected: () => boolean,
): OwnPresence {
  const wishes = new Map<string, Wish>()
  /** `null`: we have left, though others may not have been told yet. Kept: a list from before may come at any time. */
  const entries = new Map<string, PresenceConnection | null>()
  let me: Pick<PresenceConnection, 'connectionId' | 'clientId' | 'info'> = {
    connectionId: '',
    clientId: '',
    info: null,
  }

  function put(channel: string, action: Wish['action'], state: unknown, waiters: readonly Waiter[]): void {
    const unsent = wishes.get(channel)?.waiters ?? []
    const wish: Wish = { action, state, confirmed: false, isProven: false, waiters: [...unsent, ...waiters] }
    wishes.set(channel, wish)
    if (isConnected()) send(channel, wish, action)
  }

  function send(channel: string, wish: Wish, action: Wish['action']): void {
    const { waiters, state } = wish
    wish.waiters = []
    requests.send(
      { type: 'presence', channel, action, state: action === 'leave' ? undefined : state },
      decodeResult.stamps,
      ({ error, value }) => {
        const current = wishes.get(channel)
        if (!error) {
          wish.confirmed = true
          wish.isProven = true
          answered(channel, action, state, value)
          if (current === wish && action === 'leave') wishes.delete(channel)
          waiters.forEach((waiter) => waiter())
        } else if (!isConnected() && current && error.retryable) {
          // Carried out, or overtaken by a newer wish, on the next connection.
          current.waiters = [...waiters, ...current.waiters]
        } else {
          if (current === wish && !error.retryable) wishes.delete(channel)
          if (waiters.length === 0) {
            events.add(action === 'leave' ? { type: 'error', error } : { type: 'presence-refused', channel, error })
          }
          waiters.forEach((waiter) => waiter(error))
        }
      },
      { trace: wish.isProven ? undefined : traceOf(channel, action, state) },
    )
  }

  /** The server has done what we asked for. It may keep the stamps to itself. */
  function answered(channel: string, action: Wish['action'], state: unknown, stamps: PresenceStamps | undefined): void {
    const entry = stamps ? { ...me, state, ...stamps } : null
    const connection = entry ?? entries.get(channel)
    if (entry || action === 'leave') entries.set(channel, entry)
    else entries.delete(channel)
    if (connection) feedOf(channel)?.own({ type: 'presence', channel, action, connection })
  }

  return {
    set: (channel, action, state) =>
      waitFor((waiter) => {
        assertChannelName(channel)
        put(channel, action, state, [waiter])
      }),
    leave(channel) {
      if (wishes.has(channel)) put(channel, 'leave', null, [])
    },
    forget(channel) {
      wishes.delete(channel)
      entries.delete(channel)
    },
    denied(channel, error) {
      const wish = wishes.get(channel)
      if (!wish?.confirmed || wish.action === 'leave') return
      wishes.delete(channel)
      entries.set(channel, null)
      events.add({ type: 'presence-refused', channel, error })
    },
    correct(channel, connections) {
      const entry = entries.get(channel)
      if (entry === undefined) return connections
      const others = connections.filter(({ connectionId }) => connectionId !== me.connectionId)
      return entry ? [...others, entry] : others
    },
    welcomed({ resumed, connectionId, clientId, info = null }) {
      if (!resumed) entries.clear()
      // What others see of us has changed: it is told with the next update, so there has to be one.
      else if (JSON.stringify(info) !== JSON.stringify(me.info)) {
        for (const wish of wishes.values()) wish.confirmed = false
      }
      me = { connectionId, clientId, info }
    },
    onConnected(resumed) {
      for (const [channel, wish] of wishes) {
        if (resumed ? !wish.confirmed : wish.action !== 'leave') {
          wish.confirmed = false
          send(channel, wish, wish.action === 'leave' ? 'leave' : 'enter')
        } else if (wish.action === 'leave') {
          // Nobody is there any more who could leave.
          wishes.delete(channel)
          wish.waiters.forEach((waiter) => waiter())
        }
      }
    },
    onFailed(reason) {
      for (const wish of wishes.values()) {
        wish.waiters.forEach((waiter) => waiter(reason))
        wish.waiters = []
      }
    },
  }
}
