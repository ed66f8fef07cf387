import type { Clock, Timer } from '@herenow/adapter'
import type { OccupancyItem } from '@herenow/protocol'
import { encodeItem } from '@herenow/protocol'
import type { Outgoing } from '../socket/outgoing.ts'
import { urgency } from '../socket/flusher.ts'
import { SharedItem } from '../socket/pending-set.ts'
import type { PagedOutput } from '../socket/paged-output.ts'
import type { Turns } from '../socket/turns.ts'
import { workOf } from '../request/work.ts'
import { timings } from '../timings.ts'
import type { PresenceTable } from './presence-table.ts'

/** Somebody who follows occupancy. Its identity is what it is known by. */
export interface Watcher {
  readonly outgoing: Outgoing
  readonly pagedOutput: PagedOutput
  charge(tokens: number): void
}

/** Whether a watcher may know about a channel. */
export type MaySee = (channel: string) => boolean

/** Counts of names of 200 bytes each fit one frame. */
const countsPerItem = 1_000

/** Milliseconds at a time that go to telling; what takes longer is told later, and then how things stand … */
const share = 8
/** … but for so many channels, however long they take: where few change, each is told at once. */
const atLeast = 20

/** What one watcher follows. Its identity says whether it still holds: a newer watch has another. */
interface Watch {
  channels: ReadonlySet<string>
  readonly all: boolean
  maySee: MaySee
  /** Changed while the watcher read too slowly to be told of every change; `null`: it keeps up. */
  missed: Set<string> | null
}

/** Tells watchers how many people are in channels: the counts at first, then what changes, at most every 50 ms. */
export class OccupancyWatch {
  readonly #table: PresenceTable
  readonly #clock: Clock
  readonly #turns: Pick<Turns, 'now'>
  readonly #byChannel = new Map<string, Set<Watcher>>()
  readonly #ofAll = new Set<Watcher>()
  readonly #watches = new Map<Watcher, Watch>()
  readonly #changed = new Set<string>()
  #timer: Timer = null
  #toldAt = -Infinity

  constructor(table: PresenceTable, clock: Clock, turns: Pick<Turns, 'now'>) {
    this.#table = table
    this.#clock = clock
    this.#turns = turns
  }

  /** Replaces what a watcher follows and sends it the present counts, page by page. */
  watch(watcher: Watcher, channels: readonly string[], all: boolean, maySee: MaySee): void {
    this.unwatch(watcher)
    const watch: Watch = { channels: new Set(channels), all, maySee, missed: null }
    this.#watches.set(watcher, watch)
    for (const channel of watch.channels) this.#watchersOf(channel).add(watcher)
    if (all) this.#ofAll.add(watcher)
    this.#sendCounts(watcher, watch, watch.channels.values())
    if (all) this.#sendCounts(watcher, watch, this.#others(watch))
  }

  /** Keeps of what a watcher follows only what it still may see. */
  restrict(watcher: Watcher, maySee: MaySee): void {
    const watch = this.#watches.get(watcher)
    if (watch === undefined) return
    for (const channel of watch.channels) {
      if (!maySee(channel)) this.#drop(watcher, channel)
    }
    watch.channels = new Set([...watch.channels].filter(maySee))
    watch.maySee = maySee
  }

  /** What a watcher follows. */
  watchedBy(watcher: Watcher): { readonly channels: Iterable<string>; readonly all: boolean } {
    return this.#watches.get(watcher) ?? { channels: [], all: false }
  }

  unwatch(watcher: Watcher): void {
    this.#ofAll.delete(watcher)
    for (const channel of this.#watches.get(watcher)?.channels ?? []) this.#drop(watcher, channel)
    this.#watches.delete(watcher)
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
    const until = this.#turns.now() + share
    let told = 0
    for (const channel of this.#changed) {
      this.#changed.delete(channel)
      this.#tellOf(channel)
      told += 1
      if (told >= atLeast && this.#turns.now() >= until) break
    }
    if (this.#changed.size > 0) this.#timer = this.#clock.setTimeout(() => this.#tell(), timings.presencePace)
  }

  #tellOf(channel: string): void {
    const item = new SharedItem(this.#countsText([channel]))
    const watchers = this.#byChannel.get(channel)
    if (watchers !== undefined) for (const watcher of watchers) this.#share(watcher, channel, item)
    for (const watcher of this.#ofAll) {
      if (watchers?.has(watcher) !== true && this.#watches.get(watcher)?.maySee(channel) === true) {
        this.#share(watcher, channel, item)
      }
    }
  }

  #share(watcher: Watcher, channel: string, item: SharedItem): void {
    const watch = this.#watches.get(watcher)
    if (watch === undefined) return
    if (watch.missed !== null) {
      watch.missed.add(channel)
    } else if (watcher.outgoing.congested) {
      watch.missed = new Set([channel])
      watcher.pagedOutput.add(() => this.#catchUp(watcher, watch))
    } else {
      watcher.outgoing.share(item, urgency.now)
    }
  }

  /** A slow reader has taken what waited: it is told how things stand now, once for each channel. */
  #catchUp(watcher: Watcher, watch: Watch): boolean {
    const missed = watch.missed ?? new Set()
    watch.missed = null
    this.#sendCounts(watcher, watch, missed.values())
    return false
  }

  #drop(watcher: Watcher, channel: string): void {
    const watchers = this.#byChannel.get(channel)
    watchers?.delete(watcher)
    if (watchers?.size === 0) this.#byChannel.delete(channel)
  }

  /** Occupied channels that are followed because all are. */
  *#others(watch: Watch): Generator<string, void, void> {
    for (const channel of this.#table.channelsAfter(null)) if (!watch.channels.has(channel)) yield channel
  }

  #sendCounts(watcher: Watcher, watch: Watch, channels: Iterator<string>): void {
    watcher.pagedOutput.add(() => {
      if (this.#watches.get(watcher) !== watch) return false
      const page: string[] = []
      let next = channels.next()
      let looked = 0
      for (; next.done !== true; next = channels.next()) {
        if (watch.maySee(next.value)) page.push(next.value)
        looked += 1
        if (looked === countsPerItem) break
      }
      const text = this.#countsText(page)
      if (page.length > 0) watcher.outgoing.send(text)
      watcher.charge(workOf(looked, text.length))
      return next.done !== true
    })
  }

  #countsText(channels: readonly string[]): string {
    const item: OccupancyItem = {
      type: 'occupancy',
      counts: channels.map((channel) => ({ channel, occupancy: this.#table.occupancy(channel) })),
    }
    return encodeItem(item)
  }

  #watchersOf(channel: string): Set<Watcher> {
    const known = this.#byChannel.get(channel)
    if (known !== undefined) return known
    const watchers = new Set<Watcher>()
    this.#byChannel.set(channel, watchers)
    return watchers
  }
}
