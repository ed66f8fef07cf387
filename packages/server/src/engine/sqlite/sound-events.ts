import type { OutboxQuery } from '../outbox.ts'
import { within } from '../outbox-entries.ts'
import { nextSound, unlessDamaged } from './damage.ts'
import type { OutboxRow, OutboxTable, Shelf } from './outbox-table.ts'
import type { Hole } from './sound-rows.ts'
import { isDamage } from './sqlite-failure.ts'

/** One reading of a shelf, up to the first place that the file has lost. */
export class SoundEvents {
  /** Places whose events are lost. */
  readonly holes: Hole[] = []
  /** Where to read on when nothing was found; `null`: there is nothing more. */
  goesOnAt: number | null = null
  readonly #table: OutboxTable
  readonly #shelf: Shelf
  readonly #webhook: number

  constructor(table: OutboxTable, shelf: Shelf, webhook: number) {
    this.#table = table
    this.#shelf = shelf
    this.#webhook = webhook
  }

  from(start: number, query: OutboxQuery): readonly OutboxRow[] {
    const found: OutboxRow[] = []
    let next = start
    try {
      const range = { from: start, upTo: Number.MAX_SAFE_INTEGER }
      for (const row of within(this.#table.read(this.#shelf, this.#webhook, range, query.events), query)) {
        next = row.place + 1
        if (this.#table.isSound(row)) found.push(row)
        else this.holes.push({ low: row.place, high: row.place })
      }
      // All that were read may have been lost.
      if (found.length === 0 && next > start) this.goesOnAt = next
    } catch (error) {
      if (!isDamage(error)) throw error
      if (found.length === 0) this.#skip(next)
    }
    return found
  }

  #skip(from: number): void {
    const top = unlessDamaged(() => this.#table.top(this.#shelf, this.#webhook)) ?? from
    const isSound = (place: number): boolean => {
      const read = unlessDamaged(() => [
        ...this.#table.read(this.#shelf, this.#webhook, { from: place, upTo: place }, 1),
      ])
      return read !== undefined
    }
    const sound = nextSound(from, Math.max(from, top), isSound)
    this.holes.push({ low: from, high: (sound ?? Math.max(from, top) + 1) - 1 })
    this.goesOnAt = sound
  }
}
