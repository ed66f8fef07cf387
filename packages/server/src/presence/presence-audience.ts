import type { Clock, Timer } from '@herenow/adapter'
import type { PresenceItem, WireConnection, WirePresenceChange } from '@herenow/protocol'
import { encodeItem } from '@herenow/protocol'
import type { Subscription } from '../channel/subscription.ts'
import { urgency } from '../socket/flusher.ts'
import { SharedItem } from '../socket/pending-set.ts'
import { timings } from '../timings.ts'
import { isCrowded } from './crowding.ts'
import { intervalText } from './interval-item.ts'
import { PendingChanges } from './pending-changes.ts'
import type { PresenceTable } from './presence-table.ts'
import { snapshotPages } from './snapshot-pages.ts'

/**
 * Those who follow one channel's presence. The first change after quiet is told at once, later ones together every
 * 50 ms, or every second while the channel is crowded; each item told is one revision.
 */
export class PresenceAudience {
  readonly observers: Set<Subscription> = new Set()
  readonly #channel: string
  readonly #table: PresenceTable
  readonly #clock: Clock
  readonly #intervalAbove: number | null
  readonly #changes = new PendingChanges()
  /** The snapshot of the present revision, once somebody has asked for it. */
  #pages: readonly SharedItem[] | null = null
  #isCrowded = false
  #timer: Timer = null
  #toldAt = -Infinity
  #revision = 0

  /** `intervalAbove`: with more people than that the channel is crowded; `null`: it never is. */
  constructor(channel: string, table: PresenceTable, clock: Clock, intervalAbove: number | null) {
    this.#channel = channel
    this.#table = table
    this.#clock = clock
    this.#intervalAbove = intervalAbove
    this.#notice()
  }

  /** `before`: the connection's entry until this change. */
  note(before: WireConnection | null, change: WirePresenceChange): void {
    this.#changes.note(before, change)
    this.#schedule()
  }

  /**
   * Everybody as of the present revision. Changes that haven't been told aren't in it: whoever gets it is told them
   * with the others, so a newcomer costs the others nothing, and newcomers between two revisions share one snapshot.
   */
  snapshot(settling: boolean): readonly SharedItem[] {
    this.#pages ??= snapshotPages(
      { channel: this.#channel, revision: this.#revision, settling },
      this.#changes.undo(this.#table.connections(this.#channel)),
    )
    return this.#pages
  }

  /** Tells what is waiting now; the next snapshot has it. */
  tellNow(): void {
    this.end()
    this.#tell()
    this.#pages = null
  }

  /** Stops the timer. */
  end(): void {
    this.#clock.clearTimeout(this.#timer)
    this.#timer = null
  }

  #schedule(): void {
    if (this.#timer !== null || this.#changes.isEmpty) return
    const wait = this.#toldAt + (this.#isCrowded ? timings.presenceInterval : timings.presencePace) - this.#clock.now()
    if (wait <= 0) this.#tell()
    else this.#timer = this.#clock.setTimeout(() => this.#tell(), wait)
  }

  #tell(): void {
    this.#timer = null
    if (this.#changes.isEmpty) return
    const changes = this.#changes.take()
    this.#toldAt = this.#clock.now()
    this.#revision += 1
    this.#pages = null
    this.#notice()
    const item = new SharedItem(this.#isCrowded ? this.#intervalText(changes) : this.#changesText(changes))
    for (const observer of this.observers) observer.outgoing.share(item, urgency.now)
  }

  #notice(): void {
    this.#isCrowded = isCrowded(this.#isCrowded, this.#table.occupancy(this.#channel), this.#intervalAbove)
  }

  #changesText(changes: readonly WirePresenceChange[]): string {
    const item: PresenceItem = { type: 'presence', channel: this.#channel, revision: this.#revision, changes }
    return encodeItem(item)
  }

  #intervalText(changes: readonly WirePresenceChange[]): string {
    return intervalText(this.#channel, this.#revision, this.#table.occupancy(this.#channel), changes)
  }
}
