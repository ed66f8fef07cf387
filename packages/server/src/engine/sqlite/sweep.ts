import type { Clock, Logger, Timer } from '@herenow/adapter'
import type { ChannelShelf } from './channel-shelf.ts'
import type { Database } from './database.ts'
import type { Tables } from './tables.ts'

/** Milliseconds between two steps where there is little to do, and where a step was not enough. */
const calmPace = 1_000
const busyPace = 10

const channelsPerStep = 100
const rowsPerStep = 250

interface SweepParts {
  readonly database: Database
  readonly tables: Tables
  readonly shelf: ChannelShelf
  readonly clock: Clock
  readonly log: Logger
}

/** Removes from the file what nobody can read any more: in small steps, going round the channels. */
export class Sweep {
  readonly #parts: SweepParts
  #timer: Timer = null
  #lastChannel = 0
  #hasFailed = false

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
    const { database, tables, shelf, clock, log } = this.#parts
    const date = clock.date()
    tables.looseIds.forget(date)
    try {
      // A log that was written out has room again, also on a full disk.
      if (this.#hasFailed) database.checkpoint()
      const isBusy = database.transaction('os', () => this.#removeSome(date))
      this.#hasFailed = false
      return isBusy
    } catch (error) {
      shelf.forgetAll()
      if (!this.#hasFailed) log.warn('Old messages could not be removed; trying again', { error })
      this.#hasFailed = true
      return false
    }
  }

  #removeSome(date: number): boolean {
    const { tables, shelf } = this.#parts
    const channels = tables.channels.holding(this.#lastChannel, channelsPerStep)
    let left = rowsPerStep
    for (const row of channels) {
      left -= shelf.look(row).sweep(date, left)
      if (left <= 0) break
      this.#lastChannel = row.id ?? 0
    }
    if (left > 0 && channels.length < channelsPerStep) this.#lastChannel = 0
    return this.#expireSome(date) || left <= 0
  }

  #expireSome(date: number): boolean {
    const { tables, shelf } = this.#parts
    const expired = tables.messages.expired(date, rowsPerStep)
    for (const { channel, offset, size } of expired) {
      const row = tables.channels.byId(channel)
      if (row !== undefined) shelf.look(row).expire(offset, size)
    }
    return expired.length === rowsPerStep
  }
}
