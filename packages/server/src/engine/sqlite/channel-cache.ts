import type { ChannelRow } from './channel-table.ts'
import { StoredChannel } from './stored-channel.ts'
import type { Tables } from './tables.ts'

/** The channels in use, a bounded number of them; the others are read from the file when they are wanted. */
export class ChannelCache {
  readonly #tables: Tables
  readonly #most: number
  /** Least recently used first. */
  readonly #channels = new Map<string, StoredChannel>()

  constructor(tables: Tables, most: number) {
    this.#tables = tables
    this.#most = most
  }

  get(name: string): StoredChannel {
    const known = this.#channels.get(name)
    const channel = known ?? new StoredChannel(this.#tables, this.#tables.channels.byName(name))
    if (known !== undefined) this.#channels.delete(name)
    this.#channels.set(name, channel)
    if (this.#channels.size > this.#most) this.#forgetOldest()
    return channel
  }

  /** The channel of a row, without taking it into use. */
  look(row: ChannelRow): StoredChannel {
    return this.#channels.get(row.name) ?? new StoredChannel(this.#tables, row)
  }

  /** The channel is read from the file again when it is wanted. */
  forget(name: string): void {
    this.#channels.delete(name)
  }

  /** Everything is read from the file again: what was changed here has not become true. */
  forgetAll(): void {
    this.#channels.clear()
  }

  #forgetOldest(): void {
    for (const name of this.#channels.keys()) {
      this.#channels.delete(name)
      return
    }
  }
}
