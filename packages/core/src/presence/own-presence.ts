import type { AdapterSession, RealtimeError, Timer } from '@herenow/adapter'
import type { ChannelContext } from '../channel/channel-context.ts'
import { notConnected, toRealtimeError } from '../client/problems.ts'
import { Need } from '../connection/need.ts'
import { jsonCopy } from '../json/json-copy.ts'
import type { Release } from '../store/store.ts'

const shortestThrottle = 16
const longestThrottle = 1_000
const defaultThrottle = 50

export interface OwnPresenceOptions {
  readonly context: ChannelContext
  /** Keeps the channel attached while we take part. */
  readonly leaseChannel: () => Release
  /** The last wish was refused, or (`null`) was granted. */
  readonly onError: (error: RealtimeError | null) => void
}

/** Our own part in a channel's presence: who wants it, the latest state, and at most one update per 50 ms. */
export class OwnPresence {
  readonly #options: OwnPresenceOptions
  readonly #need: Need
  #channelLease: Release | null = null
  #state: unknown = null
  #throttle = defaultThrottle
  #timer: Timer = null
  #sentAt = -Infinity
  #unsent: { promise: Promise<void>; settle: (sending: Promise<void>) => void } | null = null

  constructor(options: OwnPresenceOptions) {
    this.#options = options
    const { clock, settings } = options.context
    this.#need = new Need(clock, settings.lingerMs, () => void this.leave())
  }

  get isEntered(): boolean {
    return this.#channelLease !== null
  }

  enter(state: unknown): Promise<void> {
    this.#need.hold()
    return this.#enter(state)
  }

  lease(state: unknown): Release {
    const release = this.#need.lease()
    if (!this.isEntered || !sameJson(state, this.#state)) void this.#enter(state)
    return release
  }

  update(change: unknown): Promise<void> {
    const next = typeof change === 'function' ? (change as (previous: unknown) => unknown)(this.#state) : change
    if (!this.isEntered) return this.enter(next)
    this.#state = jsonCopy(next, 'The presence state').value
    return this.#updateSoon()
  }

  leave(): Promise<void> {
    if (!this.isEntered) return Promise.resolve()
    this.#need.clear()
    const session = this.#options.context.session()
    this.#stop()
    return this.#ask(session?.presence.leave(this.#options.context.name) ?? Promise.resolve())
  }

  /** A new session doesn't know that we take part. */
  sessionOpened(session: AdapterSession): void {
    if (this.isEntered) void this.#ask(session.presence.enter(this.#options.context.name, this.#state))
  }

  /** The channel is gone, and our presence with it. */
  channelDetached(): void {
    this.#need.clear()
    this.#stop()
  }

  setThrottle(milliseconds: number): void {
    this.#throttle = Math.min(Math.max(milliseconds, shortestThrottle), longestThrottle)
  }

  #enter(state: unknown): Promise<void> {
    const { context, leaseChannel } = this.#options
    this.#state = jsonCopy(state ?? null, 'The presence state').value
    this.#channelLease ??= leaseChannel()
    this.#sentAt = context.clock.now()
    const session = context.session()
    return session === null ? Promise.resolve() : this.#ask(session.presence.enter(context.name, this.#state))
  }

  #updateSoon(): Promise<void> {
    const { clock } = this.#options.context
    if (this.#unsent !== null) return this.#unsent.promise
    const wait = this.#sentAt + this.#throttle - clock.now()
    if (wait <= 0) return this.#sendUpdate()
    let settle: (sending: Promise<void>) => void = () => {}
    const promise = new Promise<void>((resolve) => (settle = resolve))
    promise.catch(() => {})
    this.#unsent = { promise, settle }
    this.#timer = clock.setTimeout(() => {
      this.#unsent = null
      settle(this.#sendUpdate())
    }, wait)
    return promise
  }

  #sendUpdate(): Promise<void> {
    const { context } = this.#options
    this.#sentAt = context.clock.now()
    const session = context.session()
    return session === null ? Promise.resolve() : this.#ask(session.presence.update(context.name, this.#state))
  }

  #stop(): void {
    this.#options.context.clock.clearTimeout(this.#timer)
    this.#unsent?.settle(Promise.reject(notConnected()))
    this.#unsent = null
    this.#state = null
    this.#channelLease?.()
    this.#channelLease = null
  }

  #ask(request: Promise<void>): Promise<void> {
    const { context, onError } = this.#options
    const asked = request.then(
      () => onError(null),
      (thrown: unknown) => {
        const reason = toRealtimeError(thrown, 'Changing our presence')
        if (!reason.retryable) {
          onError(reason)
          context.report(reason)
        }
        throw reason
      },
    )
    asked.catch(() => {})
    return asked
  }
}

function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
}
