import type { AdapterSession, Timer } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import type { ChannelCore } from '../channel/channel-core.ts'
import { clientClosed, handled, notConnected, toRealtimeError } from '../client/problems.ts'
import { createNeed } from '../connection/need.ts'
import { jsonCopy } from '../json/json-copy.ts'
import { sameJson } from '../json/same-json.ts'
import { listenerFailed } from '../store/report.ts'
import type { Release } from '../store/store.ts'

const shortestThrottle = 16
const longestThrottle = 1_000
const defaultThrottle = 50

/** Our own part in a channel's presence: who wants it, the latest state, and at most one update per 50 ms. */
export interface OwnPresence {
  readonly enter: (state: unknown) => Promise<void>
  readonly update: (change: unknown) => Promise<void>
  readonly leave: () => Promise<void>
  /** Whoever says nothing of themselves leaves what others on the page have said. */
  readonly lease: (state: unknown) => Release
  readonly setThrottle: (milliseconds: number) => void
  /** A new session doesn't know that we take part. */
  sessionOpened(session: AdapterSession): void
  /** The channel is gone, and our presence with it. */
  channelDetached(): void
}

/** `onError`: the last wish was refused, or (`null`) was granted. */
export function createOwnPresence(channel: ChannelCore, onError: (error: RealtimeError | null) => void): OwnPresence {
  const { client, name } = channel
  const { clock } = client
  const need = createNeed(client, () => void leave())
  /** Out as long as we take part. */
  let channelLease: Release | null = null
  let state: unknown = null
  let throttle = defaultThrottle
  let timer: Timer = null
  let sentAt = -Infinity
  let unsent: Promise<void> | null = null
  let abandonUnsent = (): void => {}

  function enter(next: unknown): Promise<void> {
    return attempt(() => {
      if (client.ended) throw clientClosed()
      take(next ?? null)
      channelLease ??= channel.attachment.lease(false)
      return ask(client.session, 'enter')
    })
  }

  function leave(): Promise<void> {
    if (!channelLease) return Promise.resolve()
    const { session } = client
    channelDetached()
    return ask(session, 'leave')
  }

  function channelDetached(): void {
    need.clear()
    clock.clearTimeout(timer)
    abandonUnsent()
    unsent = null
    state = null
    channelLease?.()
    channelLease = null
  }

  /** An updater may throw too. */
  function attempt(work: () => Promise<void>): Promise<void> {
    return client.attempt(work, (thrown) => (RealtimeError.isInstance(thrown) ? thrown : listenerFailed(thrown)))
  }

  function updateSoon(): Promise<void> {
    const wait = sentAt + throttle - clock.now()
    if (!unsent && wait <= 0) return ask(client.session, 'update')
    unsent ??= handled(
      new Promise((resolve, reject) => {
        abandonUnsent = (): void => reject(notConnected())
        timer = clock.setTimeout(() => {
          unsent = null
          resolve(ask(client.session, 'update'))
        }, wait)
      }),
    )
    return unsent
  }

  function take(next: unknown): void {
    state = jsonCopy(next, 'The presence state').value
  }

  /** Without a session it is a wish, carried out when the next one opens. */
  function ask(session: AdapterSession | null, action: 'enter' | 'update' | 'leave'): Promise<void> {
    sentAt = clock.now()
    if (!session) return Promise.resolve()
    const asked = session.presence[action](name, state).then(
      () => onError(null),
      (thrown: unknown) => {
        const reason = toRealtimeError(thrown, 'Changing our presence')
        if (!reason.retryable) {
          onError(reason)
          client.report(reason)
        }
        throw reason
      },
    )
    return handled(asked)
  }

  return {
    enter(next) {
      need.hold()
      return enter(next)
    },
    update: (change) =>
      attempt(() => {
        const next = typeof change === 'function' ? (change as (previous: unknown) => unknown)(state) : change
        if (!channelLease) {
          // Whoever leases our presence only takes part while they do; else somebody means it to last.
          if (!need.wanted) need.hold()
          return enter(next)
        }
        take(next)
        return updateSoon()
      }),
    leave,
    lease(next) {
      const release = need.lease()
      const says = next !== undefined && !sameJson(next, state)
      if (!channelLease || says) void enter(next)
      return release
    },
    setThrottle(milliseconds) {
      throttle = Math.min(Math.max(milliseconds, shortestThrottle), longestThrottle)
    },
    sessionOpened(session) {
      if (channelLease) void ask(session, 'enter')
    },
    channelDetached,
  }
}
