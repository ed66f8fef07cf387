import type { HistoryDirection } from '@herenow/adapter'
import type { StoredMessage } from '../engine.ts'
import { nextSound, unlessDamaged } from './damage.ts'
import type { MessageTable, RowRange } from './message-table.ts'
import { isDamage } from './sqlite-failure.ts'

/** Offsets whose messages are lost, both ends included. */
export interface Hole {
  readonly low: number
  readonly high: number
}

/** A readable message, or a hole where messages should be. */
export type SoundRow = { readonly message: StoredMessage } | { readonly hole: Hole }

interface Reading {
  readonly range: RowRange
  readonly direction: HistoryDirection
  /** Messages that have expired by then are left out. Milliseconds since 1970. */
  readonly date: number
  /** How many rows are asked for at once. Whoever has enough of them stops reading. */
  readonly most: number
}

/**
 * Reads the messages of a range one after the other, around whatever the file has lost. A row is sound when its text is
 * the one that was stored; it is readable when the text is still there and hasn't expired.
 */
export function* soundRows(table: MessageTable, { range, direction, date, most }: Reading): Generator<SoundRow> {
  const step = direction === 'forwards' ? 1 : -1
  const end = step === 1 ? range.high : range.low
  let next: number | null = step === 1 ? range.low : range.high
  while (next !== null && (end - next) * step >= 0) {
    const rest: RowRange = step === 1 ? { ...range, low: next } : { ...range, high: next }
    try {
      for (const row of table.read(rest, direction, date, most)) {
        yield table.isSound(row) ? { message: row } : { hole: { low: row.offset, high: row.offset } }
        next = row.offset + step
      }
      return
    } catch (error) {
      if (!isDamage(error)) throw error
    }
    const resumed: Generator<SoundRow, number | null> = aroundDamage(table, range.channel, next, end, date)
    next = yield* resumed
  }
}

type SoundMessage = ReturnType<MessageTable['at']>

/** Goes row by row up to the damage and past it. Returns where reading can go on; `null`: nowhere. */
function* aroundDamage(
  table: MessageTable,
  channel: number,
  from: number,
  end: number,
  date: number,
): Generator<SoundRow, number | null> {
  const step = from <= end ? 1 : -1
  // Every offset of the range has a row: where none is found, the file has lost it.
  const soundAt = (offset: number): SoundMessage => unlessDamaged(() => table.at(channel, offset, date))
  const isThere = (offset: number): boolean => soundAt(offset) !== undefined
  for (let offset = from; ; offset += step) {
    const row = soundAt(offset)
    if (row === undefined) {
      const sound = nextSound(offset, end, isThere)
      const last = sound === null ? end : sound - step
      yield { hole: { low: Math.min(offset, last), high: Math.max(offset, last) } }
      return sound
    }
    if (row.isReadable) yield { message: row }
    if (offset === end) return null
  }
}
