import type {
  DeadEntry,
  Outbox,
  OutboxContents,
  OutboxDeath,
  OutboxDraft,
  OutboxEntry,
  OutboxQuery,
  OutboxRange,
  OutboxTally,
} from '../outbox.ts'
import { tallyOf } from '../outbox-entries.ts'
import type { Durability } from '../engine.ts'
import { unlessDamaged } from './damage.ts'
import type { DamageReport } from './damage-report.ts'
import { misplaced } from './misplaced.ts'
import type { OwnedFile } from './open-file.ts'
import { OutboxTable } from './outbox-table.ts'
import type { OutboxRow, Shelf } from './outbox-table.ts'
import { SoundEvents } from './sound-events.ts'
import { isDamage, workFailure } from './sqlite-failure.ts'

interface SqliteOutboxParts {
  readonly file: OwnedFile
  readonly durability: Durability
  readonly damage: DamageReport
}

/** Rows that are read at once to count them. */
const rowsCounted = 1_000

/** Keeps events in the file of the engine, each change in a transaction. */
export class SqliteOutbox implements Outbox {
  readonly #parts: () => SqliteOutboxParts

  /** `parts` throws while the file isn't open. */
  constructor(parts: () => SqliteOutboxParts) {
    this.#parts = parts
  }

  async contents(): Promise<ReadonlyMap<string, OutboxContents>> {
    return this.#read((table) => {
      const tallied = [...table.webhooks()].map(([name, id]): [string, OutboxContents] => {
        return [name, { waiting: this.#tally(table, 'waiting_event', id), dead: this.#tally(table, 'dead_event', id) }]
      })
      return new Map(tallied)
    })
  }

  async add(drafts: readonly OutboxDraft[]): Promise<void> {
    this.#write((table) => {
      const tails = new Map<string, { readonly id: number; place: number }>()
      for (const draft of drafts) {
        const tail = tails.get(draft.webhook) ?? tailOf(table, draft.webhook)
        tails.set(draft.webhook, tail)
        tail.place += 1
        table.insert(tail.id, tail.place, draft)
      }
      for (const { id } of tails.values()) table.noteLast(id)
    })
  }

  async waiting(webhook: string, query: OutboxQuery): Promise<readonly OutboxEntry[]> {
    const rows = this.#soundRows('waiting_event', webhook, query)
    return rows.map(({ place, added, text }) => ({ place, added, text }))
  }

  async remove(webhook: string, range: OutboxRange): Promise<void> {
    this.#remove('waiting_event', webhook, range)
  }

  async bury(webhook: string, range: OutboxRange, death: OutboxDeath): Promise<void> {
    this.#write((table) => table.bury(table.webhook(webhook), range, death))
  }

  async dead(webhook: string, query: OutboxQuery): Promise<readonly DeadEntry[]> {
    const rows = this.#soundRows('dead_event', webhook, query)
    return rows.map(({ place, added, died, reason, text }) => ({ place, added, died, reason, text }))
  }

  async removeDead(webhook: string, range: OutboxRange): Promise<void> {
    this.#remove('dead_event', webhook, range)
  }

  async revive(webhook: string, added: number): Promise<void> {
    this.#write((table) => {
      const { id, place } = tailOf(table, webhook)
      table.revive(id, place, added)
      table.noteLast(id)
    })
  }

  /** Where the file is damaged they stay, and are delivered once more after a restart. */
  #remove(shelf: Shelf, webhook: string, range: OutboxRange): void {
    try {
      this.#write((table) => table.remove(shelf, table.webhook(webhook), range))
    } catch (error) {
      if (!isDamage(error) && !(error instanceof Error && isDamage(error.cause))) throw error
      this.#parts().damage.stuckEvents(webhook)
    }
  }

  #read<T>(read: (table: OutboxTable) => T): T {
    const { file } = this.#parts()
    try {
      return read(new OutboxTable(file.database))
    } catch (error) {
      throw workFailure(error)
    }
  }

  #write(write: (table: OutboxTable) => void): void {
    const { file, durability } = this.#parts()
    try {
      if (!file.isInPlace()) throw misplaced()
      file.database.transaction(durability, () => write(new OutboxTable(file.database)))
    } catch (error) {
      throw workFailure(error)
    }
  }

  #tally(table: OutboxTable, shelf: Shelf, webhook: number): OutboxTally {
    const counted = unlessDamaged(() => table.tally(shelf, webhook))
    if (counted !== undefined) return counted
    // Where the file is damaged, what can be read is counted.
    let [events, bytes] = [0, 0]
    for (let next: number | null = 1; next !== null;) {
      const rows = new SoundEvents(table, shelf, webhook)
      const found = rows.from(next, { after: next - 1, events: rowsCounted, bytes: Number.MAX_SAFE_INTEGER })
      const tally = tallyOf(found)
      events += tally.events
      bytes += tally.bytes
      const last = found.at(-1)
      next = last === undefined ? rows.goesOnAt : last.place + 1
    }
    return { events, bytes }
  }

  /** Reads around what the file has lost. */
  #soundRows(shelf: Shelf, webhook: string, query: OutboxQuery): readonly OutboxRow[] {
    const { damage } = this.#parts()
    return this.#read((table) => {
      const id = table.webhooks().get(webhook)
      if (id === undefined) return []
      let next: number | null = query.after + 1
      while (next !== null) {
        const rows = new SoundEvents(table, shelf, id)
        const found = rows.from(next, query)
        for (const hole of rows.holes) damage.lostEvents(webhook, hole)
        if (found.length > 0) return found
        next = rows.goesOnAt
      }
      return []
    })
  }
}

function tailOf(table: OutboxTable, webhook: string): { readonly id: number; place: number } {
  const id = table.webhook(webhook)
  return { id, place: table.lastPlace(id) }
}
