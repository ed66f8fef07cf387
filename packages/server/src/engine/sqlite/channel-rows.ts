import { limits } from '@herenow/protocol'
import type { EnginePage, EngineQuery, StoredMessage } from '../engine.ts'
import type { ChannelRow } from './channel-table.ts'
import { nextSound, unlessDamaged } from './damage.ts'
import { firstSince } from './first-since.ts'
import type { RowRange, RowTimes } from './message-table.ts'
import type { Hole } from './sound-rows.ts'
import { soundRows } from './sound-rows.ts'
import type { Tables } from './tables.ts'

/** What was read, and whether nothing was missing where reading started. */
export type RowPage = Pick<EnginePage, 'messages' | 'more'> & { readonly isWhole: boolean }

/** The rows of one channel, read around whatever the file has lost: a damaged row costs its message only. */
export class ChannelRows {
  readonly #tables: Tables
  readonly #row: Readonly<ChannelRow>
  #lostUpTo = 0

  constructor(tables: Tables, row: Readonly<ChannelRow>) {
    this.#tables = tables
    this.#row = row
  }

  /** The highest offset whose message is known to be lost; 0: none is. */
  get lostUpTo(): number {
    return this.#lostUpTo
  }

  /**
   * When the message at an offset above the floor was published and stored; of a lost one, when the next one was. Says
   * nothing of what is lost: a search may look into the middle of a hole, and only reading knows both its ends.
   */
  timesAt(offset: number): RowTimes {
    const { id, top, newest, stored } = this.#row
    if (id === null) return { timestamp: newest, stored }
    const read = (at: number): RowTimes | undefined => unlessDamaged(() => this.#tables.messages.timesAt(id, at))
    const times = read(offset)
    if (times !== undefined) return times
    const sound = nextSound(offset, top, (at) => read(at) !== undefined)
    return (sound === null ? undefined : read(sound)) ?? { timestamp: newest, stored }
  }

  /** The first offset whose message isn't older than a timestamp. */
  firstSince(time: number): number {
    const { id } = this.#row
    return id === null ? this.#row.floor + 1 : firstSince(this.#row, time, (offset) => this.timesAt(offset).timestamp)
  }

  /** One page of messages. It ends where something is lost; the page after that starts behind it and says so. */
  page(range: RowRange, query: EngineQuery, steady: number): RowPage {
    const most = Math.min(query.limit, limits.messagesPerPage)
    const messages: StoredMessage[] = []
    let size = 0
    let isWhole = true
    for (const found of soundRows(this.#tables.messages, {
      range,
      direction: query.direction,
      date: steady,
      most: most + 1,
    })) {
      if ('hole' in found) {
        this.#lost(found.hole)
        if (messages.length > 0) return { messages, more: true, isWhole }
        isWhole = false
        continue
      }
      const { message } = found
      const full = messages.length >= most || (messages.length > 0 && size + message.text.length > limits.pageBytes)
      if (full) return { messages, more: true, isWhole }
      const { offset, timestamp, text } = message
      messages.push({ offset, timestamp, text })
      size += text.length
    }
    return { messages, more: false, isWhole }
  }

  /** Bytes of the texts in a range; `undefined` where damage hides them. */
  sizeOf(range: RowRange): number | undefined {
    return unlessDamaged(() => this.#tables.messages.sizeOf(range))
  }

  #lost({ low, high }: Hole): void {
    if (high <= this.#lostUpTo) return
    this.#lostUpTo = high
    this.#tables.damage.found(this.#row.name, { low, high })
  }
}
