import type { AdapterSession, SessionPresence, Timer } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import type { ChannelCore } from '../channel/channel-core.ts'
import { clientClosed, handled, notConnected, toRealtimeError } from '../client/problems.ts'
import { Need } from '../connection/need.ts'
import { jsonCopy } from '../json/json-copy.ts'
import { sameJson } from '../json/same-json.ts'
import { listenerFailed } from '../store/report.ts'
import type { Release } from '../store/store.ts'

const shortestThrottle = 16
const longestThrottle = 1_000
const defaultThrottle = 50

/** Our own part in a channel's presence: who wants it, the latest state, and at most one update per 50 ms. */
export class OwnPresence {
  readonly #channel: ChannelCore
  /** The last wish was refused, or (`null`) was granted. */
  readonly #onError: (error: RealtimeError | null) => void
  readonly #need: Need
  #channelLease: Release | null = null
  #state: unknown = null
  #throttle = defaultThrottle
  #timer: Timer = null
  #sentAt = -Infinity
  #unsent: { promise: Promise<void>; settle: (sending: Promise<void>) => void } | null = null

  constructor(channel: ChannelCore, onError: (error: RealtimeError | null) => void) {
    this.#channel = channel
    this.#onError = onError
    const { clock, settings } = channel.client
    this.#need = new Need(clock, settings.lingerMs, () => void this.leave())
  }

  enter(state: unknown): Promise<void> {
    this.#need.hold()
    return this.#enter(state)
  }

  /** Whoever says nothing of themselves leaves what others on the page have said. */
  lease(state: unknown): Release {
    const release = this.#need.lease()
    const says = state !== undefined && !sameJson(state, this.#state)
    if (!this.#isEntered || says) void this.#enter(state)
    return release
  }

  update(change: unknown): Promise<void> {
    return this.#attempt(() => {
      const next = typeof change === 'function' ? (change as (previous: unknown) => unknown)(this.#state) : change
      // Whoever leases our presence only takes part while they do; else somebody means it to last.
      if (!this.#isEntered) return this.#need.wanted ? this.#enter(next) : this.enter(next)
      this.#take(next)
      return this.#updateSoon()
    })
  }

  leave(): Promise<void> {
    if (!this.#isEntered) return Promise.resolve()
    const { client, name } = this.#channel
    const { session } = client
    this.channelDetached()
    return this.#ask(session, (presence) => presence.leave(name))
  }

  /** A new session doesn't know that we take part. */
  sessionOpened(session: AdapterSession): void {
    if (this.#isEntered) void this.#sendEnter(session)
  }

  /** The channel is gone, and our presence with it. */
  channelDetached(): void {
    this.#need.clear()
    this.#channel.client.clock.clearTimeout(this.#timer)
    this.#unsent?.settle(Promise.reject(notConnected()))
    this.#unsent = null
    this.#state = null
    this.#channelLease?.()
    this.#channelLease = null
  }

  setThrottle(milliseconds: number): void {
    this.#throttle = Math.min(Math.max(milliseconds, shortestThrottle), longestThrottle)
  }

  get #isEntered(): boolean {
    return this.#channelLease !== null
  }

  #enter(state: unknown): Promise<void> {
    return this.#attempt(() => {
      const { attachment, client } = this.#channel
      if (client.runner.ended) throw clientClosed()
      this.#take(state ?? null)
      this.#channelLease ??= attachment.lease(false)
      this.#sentAt = client.clock.now()
      return this.#sendEnter(client.session)
    })
  }

  /** What goes wrong before anything is asked is reported, as nobody may be waiting, and rejects. */
  #attempt(work: () => Promise<void>): Promise<void> {
    try {
      return work()
    } catch (thrown) {
      const reason = RealtimeError.isInstance(thrown) ? thrown : listenerFailed(thrown)
      this.#channel.client.report(reason)
      return handled(Promise.reject(reason))
    }
  }

  #sendEnter(session: AdapterSession | null): Promise<void> {
    return this.#ask(session, (presence) => presence.enter(this.#channel.name, this.#state))
  }

  #updateSoon(): Promise<void> {
    const { clock } = this.#channel.client
    if (this.#unsent !== null) return this.#unsent.promise
    const wait = this.#sentAt + this.#throttle - clock.now()
    if (wait <= 0) return this.#sendUpdate()
    let settle: (sending: Promise<void>) => void = () => {}
    const promise = handled(new Promise<void>((resolve) => (settle = resolve)))
    this.#unsent = { promise, settle }
    this.#timer = clock.setTimeout(() => {
      this.#unsent = null
      settle(this.#sendUpdate())
    }, wait)
    return promise
  }

  #sendUpdate(): Promise<void> {
    const { client, name } = this.#channel
    this.#sentAt = client.clock.now()
    return this.#ask(client.session, (presence) => presence.update(name, this.#state))
  }

  #take(state: unknown): void {
    this.#state = jsonCopy(state, 'The presence state').value
  }

  /** Without a session it is a wish, carried out when the next one opens. */
  #ask(session: AdapterSession | null, wish: (presence: SessionPresence) => Promise<void>): Promise<void> {
    if (session === null) return Promise.resolve()
    const asked = wish(session.presence).then(
      () => this.#onError(null),
      (thrown: unknown) => {
        const reason = toRealtimeError(thrown, 'Changing our presence')
        if (!reason.retryable) {
          this.#onError(reason)
          this.#channel.client.report(reason)
        }
        throw reason
      },
    )
    return handled(asked)
  }
}
