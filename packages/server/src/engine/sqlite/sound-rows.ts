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

/** Reads the messages of a range one after the other, around whatever the file has lost. */
export function* soundRows(
  table: MessageTable,
  range: RowRange,
  direction: HistoryDirection,
  date: number,
  most: number,
): Generator<SoundRow> {
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

/** Goes row by row up to the damage and past it. Returns where reading can go on; `null`: nowhere. */
function* aroundDamage(
  table: MessageTable,
  channel: number,
  from: number,
  end: number,
  date: number,
): Generator<SoundRow, number | null> {
  const step = from <= end ? 1 : -1
  const isThere = (offset: number): boolean => unlessDamaged(() => table.at(channel, offset, date)) !== undefined
  for (let offset = from; ; offset += step) {
    const row = unlessDamaged(() => table.at(channel, offset, date))
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
