import type { Clock, Timer } from '@herenow/adapter'
import type { PresenceItem, WirePresenceChange } from '@herenow/protocol'
import { encodeItem } from '@herenow/protocol'
import type { Subscription } from '../channel/subscription.ts'
import { urgency } from '../socket/flusher.ts'
import { SharedItem } from '../socket/pending-set.ts'
import { timings } from '../timings.ts'
import { mergeChanges } from './merge-changes.ts'

/**
 * Those who follow one channel's presence. The first change after quiet is told at once, later ones together every
 * 50 ms; each item told is one revision.
 */
export class PresenceAudience {
  readonly #channel: string
  readonly #clock: Clock
  readonly observers: Set<Subscription> = new Set()
  /** By connection. */
  readonly #changes = new Map<string, WirePresenceChange>()
  #timer: Timer = null
  #toldAt = -Infinity
  revision = 0

  constructor(channel: string, clock: Clock) {
    this.#channel = channel
    this.#clock = clock
  }

  note(change: WirePresenceChange): void {
    const earlier = this.#changes.get(change.connectionId)
    const merged = earlier === undefined ? change : mergeChanges(earlier, change)
    // Deleted first, so that a person's changes keep their place in the order of the latest ones.
    this.#changes.delete(change.connectionId)
    if (merged !== null) this.#changes.set(change.connectionId, merged)
    this.#schedule()
  }

  /** Tells what is waiting now, so that a snapshot taken next and what was told agree. */
  tell(): void {
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer)
    this.#timer = null
    if (this.#changes.size === 0) return
    const changes = [...this.#changes.values()]
    this.#changes.clear()
    this.#toldAt = this.#clock.now()
    this.revision += 1
    const presence: PresenceItem = { type: 'presence', channel: this.#channel, revision: this.revision, changes }
    const item = new SharedItem(encodeItem(presence))
    for (const observer of this.observers) observer.outgoing.share(item, urgency.now)
  }

  /** Stops the timer. */
  end(): void {
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer)
    this.#timer = null
  }

  #schedule(): void {
    if (this.#timer !== null || this.#changes.size === 0) return
    const wait = this.#toldAt + timings.presencePace - this.#clock.now()
    if (wait <= 0) {
      this.tell()
      return
    }
    this.#timer = this.#clock.setTimeout(() => {
      this.#timer = null
      this.tell()
    }, wait)
  }
}
