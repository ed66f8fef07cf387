import type { Capabilities, Timer } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import { attempt } from '../client/attempt.ts'
import type { ClientServices } from '../client/client-services.ts'
import { clientClosed, handled, notConnected } from '../client/errors.ts'
import { createDemand } from '../connection/demand.ts'
import { sameJson } from '../json/same-json.ts'
import { copyState } from '../message/payload-checks.ts'
import { listenerFailed } from '../store/report.ts'
import type { Release } from '../store/store.ts'
import { createPresenceRequests } from './presence-requests.ts'

const shortestThrottle = 16
const longestThrottle = 1_000
const defaultThrottle = 50

/** Our own part in a channel's presence: who wants it, the latest state, and at most one update per 50 ms. */
export interface OwnPresence {
  readonly enter: (state: unknown) => Promise<void>
  readonly update: (change: unknown) => Promise<void>
  readonly leave: () => Promise<void>
  /** `undefined` keeps the state that another component set. */
  readonly lease: (state: unknown) => Release
  readonly setThrottle: (milliseconds: number) => void
  /** A new session doesn't know that we take part. */
  sessionOpened(): void
  /** The channel was left, and our presence with it. */
  channelDetached(): void
  /** The service ended or refused the channel, and our presence with it; we still want it. */
  channelEnded(): void
  channelAttached(): void
  /** The session wanted to bring our presence back, and the service refused. */
  refused(reason: RealtimeError): void
  /** The cause of a refusal may be gone. */
  readonly askAgain: () => void
}

export interface OwnPresenceNeeds {
  readonly name: string
  readonly client: Pick<ClientServices, 'clock' | 'random' | 'settings' | 'report' | 'session' | 'ended'>
  readonly capabilities: () => Capabilities
  /** Events of the channel are wanted. */
  readonly isActive: () => boolean
  /** Keeps the channel attached, without a linger of its own: ours has lingered. */
  readonly leaseChannel: () => Release
  readonly whenAttached: () => Promise<void>
  /** The last request was refused, or (`null`) was granted. */
  readonly onError: (error: RealtimeError | null) => void
}

export function createOwnPresence(needs: OwnPresenceNeeds): OwnPresence {
  const { client } = needs
  const { clock } = client
  const demand = createDemand(client, () => void leave())
  const requests = createPresenceRequests(needs)
  /** Out as long as we take part. */
  let channelLease: Release | null = null
  let state: unknown = null
  let throttle = defaultThrottle
  let timer: Timer = null
  let sentAt = -Infinity
  let unsent: Promise<void> | null = null
  let abandonUnsent = (): void => {}
  /** The service has ended what we had: it must be told again once the channel is attached. */
  let isAbsent = false

  function enter(next: unknown): Promise<void> {
    return attempted(() => {
      if (client.ended) throw clientClosed()
      take(next ?? null)
      const before = channelLease
      // A new lease asks for the channel also where it was refused. The old one goes second: nobody sees us leave.
      channelLease = needs.leaseChannel()
      before?.()
      isAbsent = false
      return ask('enter')
    })
  }

  function leave(): Promise<void> {
    if (!channelLease) return Promise.resolve()
    const { session } = client
    channelDetached()
    return requests.leave(session)
  }

  function channelDetached(): void {
    demand.clear()
    requests.reset()
    clock.clearTimeout(timer)
    abandonUnsent()
    unsent = null
    state = null
    isAbsent = false
    const release = channelLease
    channelLease = null
    release?.()
  }

  /** An updater may throw too. */
  function attempted(work: () => Promise<void>): Promise<void> {
    return attempt(
      work,
      (thrown) => (RealtimeError.isInstance(thrown) ? thrown : listenerFailed(thrown)),
      client.report,
    )
  }

  function updateSoon(): Promise<void> {
    const wait = sentAt + throttle - clock.now()
    if (!unsent && wait <= 0) return ask('update')
    unsent ??= handled(
      new Promise((resolve, reject) => {
        abandonUnsent = (): void => reject(notConnected())
        timer = clock.setTimeout(() => {
          unsent = null
          resolve(ask('update'))
        }, wait)
      }),
    )
    return unsent
  }

  function copied(next: unknown): unknown {
    return copyState(next, needs.capabilities().maxStateBytes)
  }

  function take(next: unknown): void {
    state = copied(next)
  }

  /** Without a session it is a wish, carried out when the next one opens. */
  function ask(action: 'enter' | 'update'): Promise<void> {
    sentAt = clock.now()
    return requests.ask(client.session, action, state, (lastGranted) => (state = lastGranted))
  }

  function askAgain(): void {
    if (requests.mayAskAgain) askWhenDue()
  }

  function askWhenDue(): void {
    if (channelLease && needs.isActive() && requests.isRefused) void ask('enter')
  }
  requests.onRetryDue = askWhenDue

  return {
    enter(next) {
      demand.hold()
      return enter(next)
    },
    update: (change) =>
      attempted(() => {
        const next = typeof change === 'function' ? (change as (previous: unknown) => unknown)(state) : change
        if (!channelLease) {
          // Whoever leases our presence only takes part while they do; else somebody means it to last.
          if (!demand.wanted) demand.hold()
          return enter(next)
        }
        take(next)
        return updateSoon()
      }),
    leave,
    lease(next) {
      const release = demand.lease()
      void attempted(() => {
        const says = next !== undefined && !sameJson(copied(next), state)
        if (channelLease && !says && !requests.isRefused) return Promise.resolve()
        return enter(next === undefined ? state : next)
      })
      return release
    },
    setThrottle(milliseconds) {
      const isLonger = milliseconds > shortestThrottle
      throttle = isLonger ? Math.min(milliseconds, longestThrottle) : shortestThrottle
    },
    sessionOpened() {
      isAbsent = false
      if (channelLease) void ask('enter')
    },
    channelDetached,
    channelEnded() {
      isAbsent = channelLease !== null
      requests.reset()
    },
    channelAttached() {
      if (!isAbsent) return
      isAbsent = false
      if (channelLease) void ask('enter')
    },
    refused(reason) {
      if (channelLease) requests.refused(reason)
    },
    askAgain,
  }
}
