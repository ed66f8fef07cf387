import type { Clock, Timer } from '@herenow/adapter'
import type { OccupancyItem } from '@herenow/protocol'
import { encodeItem } from '@herenow/protocol'
import type { Outgoing } from '../socket/outgoing.ts'
import { urgency } from '../socket/flusher.ts'
import { SharedItem } from '../socket/pending-set.ts'
import { timings } from '../timings.ts'
import type { PresenceTable } from './presence-table.ts'

/** Somebody who follows occupancy. Its identity is what it is known by. */
export interface Watcher {
  readonly outgoing: Outgoing
}

/** Whether a watcher may know about a channel. */
export type MaySee = (channel: string) => boolean

const countsPerItem = 1_000

/** Tells watchers how many people are in channels: the counts at first, then what changes, at most every 50 ms. */
export class OccupancyWatch {
  readonly #table: PresenceTable
  readonly #clock: Clock
  readonly #byChannel = new Map<string, Set<Watcher>>()
  readonly #ofAll = new Map<Watcher, MaySee>()
  readonly #channelsOf = new Map<Watcher, readonly string[]>()
  readonly #changed = new Set<string>()
  #timer: Timer = null
  #toldAt = -Infinity

  constructor(table: PresenceTable, clock: Clock) {
    this.#table = table
    this.#clock = clock
  }

  /** Replaces what a watcher follows and sends it the present counts. */
  watch(watcher: Watcher, channels: readonly string[], all: boolean, maySee: MaySee): void {
    this.unwatch(watcher)
    this.#channelsOf.set(watcher, channels)
    for (const channel of channels) this.#watchersOf(channel).add(watcher)
    if (all) this.#ofAll.set(watcher, maySee)
    const occupied = all ? this.#table.channels().filter(maySee) : []
    this.#sendCounts(watcher, [...new Set([...channels, ...occupied])])
  }

  /** Keeps of what a watcher follows only what it still may see. */
  restrict(watcher: Watcher, maySee: MaySee): void {
    const channels = this.#channelsOf.get(watcher)
    if (channels === undefined) return
    for (const channel of channels) {
      if (!maySee(channel)) this.#drop(watcher, channel)
    }
    this.#channelsOf.set(watcher, channels.filter(maySee))
  }

  unwatch(watcher: Watcher): void {
    this.#ofAll.delete(watcher)
    for (const channel of this.#channelsOf.get(watcher) ?? []) this.#drop(watcher, channel)
    this.#channelsOf.delete(watcher)
  }

  /** To be called when the number of people in a channel has changed. */
  note(channel: string): void {
    if (this.#ofAll.size === 0 && !this.#byChannel.has(channel)) return
    this.#changed.add(channel)
    if (this.#timer !== null) return
    const wait = this.#toldAt + timings.presencePace - this.#clock.now()
    if (wait <= 0) this.#tell()
    else this.#timer = this.#clock.setTimeout(() => this.#tell(), wait)
  }

  end(): void {
    this.#clock.clearTimeout(this.#timer)
  }

  #tell(): void {
    this.#timer = null
    this.#toldAt = this.#clock.now()
    for (const channel of this.#changed) this.#tellOf(channel)
    this.#changed.clear()
  }

  #tellOf(channel: string): void {
    const counts: OccupancyItem = {
      type: 'occupancy',
      counts: [{ channel, occupancy: this.#table.occupancy(channel) }],
    }
    const item = new SharedItem(encodeItem(counts))
    const watchers = this.#byChannel.get(channel)
    if (watchers !== undefined) for (const watcher of watchers) watcher.outgoing.share(item, urgency.now)
    for (const [watcher, maySee] of this.#ofAll) {
      if (!watchers?.has(watcher) && maySee(channel)) watcher.outgoing.share(item, urgency.now)
    }
  }

  #drop(watcher: Watcher, channel: string): void {
    const watchers = this.#byChannel.get(channel)
    watchers?.delete(watcher)
    if (watchers?.size === 0) this.#byChannel.delete(channel)
  }

  #sendCounts(watcher: Watcher, channels: readonly string[]): void {
    for (let start = 0; start < channels.length; start += countsPerItem) {
      const counts = channels
        .slice(start, start + countsPerItem)
        .map((channel) => ({ channel, occupancy: this.#table.occupancy(channel) }))
      watcher.outgoing.send(encodeItem({ type: 'occupancy', counts }))
    }
  }

  #watchersOf(channel: string): Set<Watcher> {
    const known = this.#byChannel.get(channel)
    if (known !== undefined) return known
    const watchers = new Set<Watcher>()
    this.#byChannel.set(channel, watchers)
    return watchers
  }
}
