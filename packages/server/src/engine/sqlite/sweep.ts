import type { Clock, Logger, Timer } from '@herenow/adapter'
import type { ChannelCache } from './channel-cache.ts'
import type { Database } from './database.ts'
import type { ChannelRow } from './channel-table.ts'
import { isDamage } from './sqlite-failure.ts'
import type { Tables } from './tables.ts'

/** Milliseconds between two steps where there is little to do, and where a step was not enough. */
const calmPace = 1_000
const busyPace = 10

const channelsPerStep = 100
const rowsPerStep = 250

/** Milliseconds for which the row of a channel stays after its last message was stored. */
const rowOutlives = 86_400_000

interface SweepParts {
  readonly database: Database
  readonly tables: Tables
  readonly cache: ChannelCache
  readonly clock: Clock
  /** Milliseconds that no setting of the wall clock moves. */
  readonly steady: () => number
  readonly isAttached: (channel: string) => boolean
  readonly log: Logger
}

/** Removes from the file what nobody can read any more: in small steps, going round the channels. */
export class Sweep {
  readonly #parts: SweepParts
  #timer: Timer = null
  #lastChannel = 0
  #lastEmpty = 0
  #hasFailed = false
  /** Ids of channels whose old rows stand where the file is damaged. */
  readonly #stuck = new Set<number | null>()

  constructor(parts: SweepParts) {
    this.#parts = parts
  }

  start(): void {
    this.#schedule(calmPace)
  }

  end(): void {
    this.#parts.clock.clearTimeout(this.#timer)
    this.#timer = null
  }

  #schedule(wait: number): void {
    this.#timer = this.#parts.clock.setTimeout(() => this.#schedule(this.#step() ? busyPace : calmPace), wait)
  }

  /** Returns whether there is more to do. */
  #step(): boolean {
    const { database, tables, cache, steady, log } = this.#parts
    const now = steady()
    tables.unstoredIds.forget(now)
    const stuck = this.#stuck.size
    try {
      // A log that was written out has room again, also on a full disk.
      if (this.#hasFailed) database.checkpoint()
      const isBusy = database.transaction('os', () => this.#removeSome(now))
      this.#hasFailed = false
      return isBusy
    } catch (error) {
      cache.forgetAll()
      // The step is undone, and goes on without the channel that the damage is in.
      if (this.#stuck.size > stuck) return true
      if (!this.#hasFailed) log.warn('Old messages could not be removed; trying again', { error })
      this.#hasFailed = true
      return false
    }
  }

  #removeSome(steady: number): boolean {
    const { tables } = this.#parts
    const channels = tables.channels.holding(this.#lastChannel, channelsPerStep)
    let left = rowsPerStep
    for (const row of channels) {
      if (!this.#stuck.has(row.id)) left -= this.#sweepChannel(row, steady, left)
      if (left <= 0) break
      this.#lastChannel = row.id ?? 0
    }
    if (left > 0 && channels.length < channelsPerStep) this.#lastChannel = 0
    this.#removeEmpty(steady)
    return this.#expireSome(steady) || left <= 0
  }

  #sweepChannel(row: ChannelRow, steady: number, most: number): number {
    const { cache, tables } = this.#parts
    try {
      return cache.look(row).sweep(steady, most)
    } catch (error) {
      if (isDamage(error)) {
        this.#stuck.add(row.id)
        tables.damage.stuck(row.name)
      }
      throw error
    }
  }

  /** Removes rows of channels that have had no message for long and that nobody is attached to. */
  #removeEmpty(steady: number): void {
    const { tables, cache, isAttached } = this.#parts
    const channels = tables.channels.empty(this.#lastEmpty, channelsPerStep)
    for (const row of channels) {
      if (row.stored > steady - rowOutlives || isAttached(row.name)) continue
      tables.channels.remove(row)
      cache.forget(row.name)
    }
    this.#lastEmpty = channels.length < channelsPerStep ? 0 : (channels.at(-1)?.id ?? 0)
  }

  #expireSome(steady: number): boolean {
    const { tables, cache } = this.#parts
    const expired = tables.messages.expired(steady, rowsPerStep)
    for (const { channel, offset, size } of expired) {
      const row = tables.channels.byId(channel)
      if (row !== undefined) cache.look(row).expire(offset, size)
    }
    return expired.length === rowsPerStep
  }
}
