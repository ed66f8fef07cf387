import type { Clock, Timer } from '@herenow/adapter'
import type { Subscription } from '../channel/subscription.ts'
import { timings } from '../timings.ts'
import { PresenceAudience } from './presence-audience.ts'
import type { PresenceClaim } from './presence-claim.ts'
import type { PresenceTable } from './presence-table.ts'
import type { PresenceChange } from './presence-change.ts'

interface PresenceParts {
  readonly table: PresenceTable
  readonly clock: Clock
  /** Above how many people a channel's changes are told in intervals; `null`: never. */
  readonly intervalAbove: (channel: string) => number | null
  readonly occupancyChanged: (channel: string) => void
  /** Told of every change. */
  readonly changed: (channel: string, change: PresenceChange) => void
}

/** Changes who is present and tells those who follow it. */
export class PresenceService {
  readonly #table: PresenceTable
  readonly #clock: Clock
  readonly #parts: PresenceParts
  readonly #audiences = new Map<string, PresenceAudience>()
  /** Who got a snapshot while this server didn't know everyone yet. */
  #unsettled: Set<Subscription> | null = new Set()
  #settleTimer: Timer = null

  constructor(parts: PresenceParts) {
    this.#parts = parts
    this.#table = parts.table
    this.#clock = parts.clock
  }

  /** The server has started: for one grace it may not know everyone who was here before. */
  start(): void {
    this.#settleTimer = this.#clock.setTimeout(() => this.#settle(), timings.lossGrace)
  }

  /** Enters, or updates what is there. */
  put(channel: string, claim: PresenceClaim): void {
    this.#change(channel, claim.connectionId, () => this.#table.put(channel, claim, this.#clock.date()))
  }

  /** Ends a connection's presence in a channel. `timeout`: it went without a word and didn't come back. */
  leave(channel: string, connectionId: string, action: 'leave' | 'timeout' = 'leave'): void {
    this.#change(channel, connectionId, () => this.#table.remove(channel, connectionId, action, this.#clock.date()))
  }

  /** Sends a snapshot, then changes. Asking again sends a new snapshot. */
  observe(subscription: Subscription): void {
    const audience = this.#audience(subscription.channel)
    audience.observers.add(subscription)
    this.#unsettled?.add(subscription)
    audience.sendSnapshot(subscription)
  }

  isObserved(subscription: Subscription): boolean {
    return this.#audiences.get(subscription.channel)?.observers.has(subscription) === true
  }

  /** How many follow the channel's presence. */
  observersOf(channel: string): number {
    return this.#audiences.get(channel)?.observers.size ?? 0
  }

  unobserve(subscription: Subscription): void {
    this.#unsettled?.delete(subscription)
    const audience = this.#audiences.get(subscription.channel)
    if (audience === undefined) return
    audience.remove(subscription)
    if (audience.observers.size > 0) return
    audience.end()
    this.#audiences.delete(subscription.channel)
  }

  end(): void {
    this.#clock.clearTimeout(this.#settleTimer)
    for (const audience of this.#audiences.values()) audience.end()
  }

  /** Tells those whom it concerns of what `make` changes. */
  #change(channel: string, connectionId: string, make: () => PresenceChange | null): void {
    const before = this.#table.find(channel, connectionId)
    const occupancyBefore = this.#table.occupancy(channel)
    const change = make()
    if (change === null) return
    this.#audiences.get(channel)?.note(before, change)
    if (this.#table.occupancy(channel) !== occupancyBefore) this.#parts.occupancyChanged(channel)
    this.#parts.changed(channel, change)
  }

  #settle(): void {
    const waiting = this.#unsettled ?? []
    this.#unsettled = null
    // Whoever has just come back must not seem to have gone.
    for (const audience of this.#audiences.values()) audience.tellNow()
    for (const subscription of waiting) {
      if (this.isObserved(subscription)) this.observe(subscription)
    }
  }

  #audience(channel: string): PresenceAudience {
    const known = this.#audiences.get(channel)
    if (known !== undefined) return known
    const audience = new PresenceAudience(
      channel,
      this.#table,
      this.#clock,
      this.#parts.intervalAbove(channel),
      () => this.#unsettled !== null,
    )
    this.#audiences.set(channel, audience)
    return audience
  }
}
