import type { Clock, Timer } from '@herenow/adapter'
import type { WireConnection } from '@herenow/protocol'
import type { Subscription } from '../channel/subscription.ts'
import { urgency } from '../socket/flusher.ts'
import { SharedItem } from '../socket/pending-set.ts'
import { timings } from '../timings.ts'
import { isCrowded } from './crowding.ts'
import { intervalText } from './interval-item.ts'
import { PendingChanges } from './pending-changes.ts'
import type { PresenceTable } from './presence-table.ts'
import { changesTexts } from './changes-item.ts'
import { Snapshot } from './snapshot.ts'
import { UnfinishedSnapshots } from './unfinished-snapshots.ts'
import type { PresenceChange } from './presence-change.ts'

/**
 * Those who follow one channel's presence. The first change after quiet is told at once, later ones together every
 * 50 ms, or every second while the channel is crowded; each item told is one revision. Who reads too slowly for that is
 * told nothing until it has taken what waits, and then how things stand: the latest of everybody, not every change.
 */
export class PresenceAudience {
  readonly observers: Set<Subscription> = new Set()
  /** Observers whose snapshot waits for its turn: it will have all that is told until then. */
  readonly #waiting = new Set<Subscription>()
  readonly #channel: string
  readonly #table: PresenceTable
  readonly #clock: Clock
  readonly #intervalAbove: number | null
  readonly #isSettling: () => boolean
  readonly #changes = new PendingChanges()
  /** The snapshot of the present revision, once somebody has asked for it. */
  #snapshot: Snapshot | null = null
  readonly #unfinished = new UnfinishedSnapshots()
  #isCrowded = false
  #timer: Timer = null
  #toldAt = -Infinity
  #revision = 0

  /**
   * `intervalAbove`: with more people than that the channel is crowded; `null`: it never is. `isSettling`: whether not
   * everyone may be known yet.
   */
  constructor(
    channel: string,
    table: PresenceTable,
    clock: Clock,
    intervalAbove: number | null,
    isSettling: () => boolean,
  ) {
    this.#channel = channel
    this.#table = table
    this.#clock = clock
    this.#intervalAbove = intervalAbove
    this.#isSettling = isSettling
    this.#notice()
  }

  /** `before`: the connection's entry until this change. */
  note(before: WireConnection | null, change: PresenceChange): void {
    this.#changes.note(before, change)
    this.#schedule()
  }

  /**
   * Sends everybody as of the revision at which the observer's socket has taken what was sent before, page by page.
   * Asking again sends a new snapshot instead.
   */
  sendSnapshot(observer: Subscription): void {
    observer.snapshots += 1
    const { snapshots } = observer
    this.#waiting.add(observer)
    let snapshot: Snapshot | null = null
    let next = 0
    observer.pagedOutput.add(() => {
      if (observer.snapshots !== snapshots) return false
      this.#waiting.delete(observer)
      if (snapshot === null || snapshot.isCancelled) {
        snapshot = this.snapshot(this.#isSettling())
        next = 0
      }
      const page = snapshot.page(next)
      if (page === null) return false
      observer.outgoing.share(page, urgency.now)
      next += 1
      if (snapshot.isLast(next - 1)) return false
      this.#unfinished.note(snapshot)
      return true
    })
  }

  /** Sends nothing more to an observer. */
  remove(observer: Subscription): void {
    observer.snapshots += 1
    this.observers.delete(observer)
    this.#waiting.delete(observer)
  }

  /**
   * Everybody as of the present revision. Changes that haven't been told aren't in it: whoever gets it is told them
   * with the others, so a newcomer costs the others nothing, and newcomers between two revisions share one snapshot.
   */
  snapshot(settling: boolean): Snapshot {
    if (this.#snapshot !== null && !this.#snapshot.isCancelled) return this.#snapshot
    this.#snapshot = new Snapshot(
      { channel: this.#channel, revision: this.#revision, settling },
      this.#changes.undo(this.#table.connections(this.#channel)),
    )
    return this.#snapshot
  }

  /** Tells what is waiting now; the next snapshot has it. */
  tellNow(): void {
    this.end()
    this.#tell()
    this.#snapshot = null
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
    this.#snapshot = null
    this.#notice()
    const texts = this.#isCrowded ? [this.#intervalText(changes)] : this.#changesTexts(changes)
    this.#revision += texts.length
    const items = texts.map((text) => new SharedItem(text))
    for (const observer of this.observers) this.#share(observer, items)
  }

  #share(observer: Subscription, items: readonly SharedItem[]): void {
    if (this.#waiting.has(observer)) return
    if (observer.outgoing.congested) this.sendSnapshot(observer)
    else for (const item of items) observer.outgoing.share(item, urgency.now)
  }

  #notice(): void {
    this.#isCrowded = isCrowded(this.#isCrowded, this.#table.occupancy(this.#channel), this.#intervalAbove)
  }

  /** Items of consecutive revisions, as many as it takes to keep each within a frame. */
  #changesTexts(changes: readonly PresenceChange[]): readonly string[] {
    return changesTexts(this.#channel, this.#revision + 1, changes)
  }

  #intervalText(changes: readonly PresenceChange[]): string {
    return intervalText(this.#channel, this.#revision + 1, this.#table.occupancy(this.#channel), changes)
  }
}
