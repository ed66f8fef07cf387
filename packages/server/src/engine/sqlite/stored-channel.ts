import { Buffer } from 'node:buffer'
import type {
  ChannelPosition,
  EngineMessage,
  EngineOutcome,
  EnginePage,
  EngineQuery,
  Retention,
  Start,
} from '../engine.ts'
import { foreignId } from '../foreign-id.ts'
import { historyRange } from '../history-range.ts'
import { completeMessage } from '../message-draft.ts'
import type { Moment } from '../moment.ts'
import { idWindow, recentBytes } from '../recent.ts'
import { ChannelRows } from './channel-rows.ts'
import type { ChannelRow } from './channel-table.ts'
import type { Continuity } from './continuity.ts'
import { unlessDamaged } from './damage.ts'
import { floorAt } from './kept-offsets.ts'
import type { FrontRow } from './message-table.ts'
import type { Tables } from './tables.ts'

type Lineage = Pick<Continuity, 'epoch' | 'previousEpoch' | 'knownSince'>

/**
 * One channel of the file. Its row is held here and written by `save`; where the transaction fails, this object is
 * thrown away. What time has taken is below the floor at once and leaves the file later, by `sweep`.
 */
export class StoredChannel {
  readonly #tables: Tables
  readonly #row: ChannelRow
  readonly #rows: ChannelRows
  #isChanged = false
  /** When the message above the floor was stored, once it was asked for. */
  #oldest: number | null = null

  constructor(tables: Tables, row: ChannelRow) {
    this.#tables = tables
    this.#row = row
    this.#rows = new ChannelRows(tables, row)
  }

  publish(
    messages: readonly EngineMessage[],
    retention: Retention,
    moment: Moment,
    epoch: string,
  ): readonly EngineOutcome[] {
    // What the last retention has let go of no longer counts, whatever this one says.
    this.#advance(moment.steady)
    const outcomes = messages.map((message) => this.#take(message, moment, epoch))
    const accepted = outcomes.filter((outcome) => outcome.kind === 'accepted')
    if (accepted.length === 0) return outcomes
    this.#retain(retention)
    this.#advance(moment.steady)
    // Only what is stored makes it larger; nothing else may write.
    if (accepted.some((outcome) => outcome.position !== null)) this.#boundBytes()
    return outcomes
  }

  /** Forgets every message: clears their texts now, and leaves their ids until they no longer count. */
  removeHistory(steady: number): void {
    this.#advance(steady)
    const { id, top, floor } = this.#row
    if (id === null) return
    if (top > floor) this.#drop(id, top)
    // Also what time has taken and the sweep hasn't come to yet.
    unlessDamaged(() => this.#tables.messages.erase({ channel: id, low: 0, high: top }))
  }

  /** Forgets one message: clears its text, and leaves its id as long as it would have stayed. `false`: there is none to read. */
  removeMessage(messageId: string, steady: number): boolean {
    this.#advance(steady)
    const { id, floor } = this.#row
    const offset = id === null ? undefined : this.#tables.messages.byId(id, messageId)?.offset
    if (id === null || offset === undefined || offset <= floor) return false
    if (this.#tables.messages.at(id, offset, steady)?.isReadable !== true) return false
    const size = this.#tables.messages.sizeAt(id, offset)
    this.#tables.messages.erase({ channel: id, low: offset, high: offset })
    this.expire(offset, size)
    return true
  }

  /** Writes the row if it differs from what the file has. */
  save(): void {
    if (!this.#isChanged || this.#row.id === null) return
    this.#tables.channels.update(this.#row)
    this.#isChanged = false
  }

  position(start: Start | undefined, steady: number, { epoch, previousEpoch, knownSince }: Lineage): ChannelPosition {
    this.#advance(steady)
    const { top, floor, kept, dropped_at: droppedAt } = this.#row
    const { lostUpTo } = this.#rows
    const isLossy = lostUpTo > floor
    const goneAt = isLossy ? this.#rows.timesAt(Math.min(lostUpTo + 1, top)).timestamp : droppedAt
    const reachesBackTo = Math.max(knownSince, floor === 0 && !isLossy ? 0 : goneAt + 1)
    return {
      epoch,
      top,
      floor: Math.max(floor, lostUpTo),
      reachesBackTo,
      start: this.#startOf(start, steady),
      ...(previousEpoch === null ? {} : { previous: { epoch: previousEpoch, kept } }),
    }
  }

  page(query: EngineQuery, steady: number, { epoch, previousEpoch }: Lineage): EnginePage {
    this.#advance(steady)
    const { id, top, floor, kept } = this.#row
    const previous = previousEpoch === null ? undefined : { epoch: previousEpoch, kept }
    const range = historyRange(query, { epoch, top, floor, previous })
    const low = query.start === undefined ? range.low : Math.max(range.low, this.#rows.firstSince(query.start))
    const high = query.end === undefined ? range.high : Math.min(range.high, this.#rows.firstSince(query.end + 1) - 1)
    if (id === null) return { epoch, top, messages: [], more: false, complete: range.complete }
    const { messages, more, isWhole } = this.#rows.page({ channel: id, low, high }, query, steady)
    return { epoch, top, messages, more, complete: range.complete && isWhole }
  }

  /** Removes at most so many rows that nobody needs any more. Returns how many it did. */
  sweep(steady: number, most: number): number {
    const { id } = this.#row
    if (id === null) return 0
    this.#advance(steady)
    const front = this.#tables.messages.front(id, this.#row.floor, most)
    const removed = this.#remove(id, front, steady - idWindow)
    if (this.#row.floor === this.#row.top && removed === front.length && removed < most) this.#hold(id, false)
    this.save()
    return removed
  }

  /** Lets go of the text of a message, which is so many bytes. */
  expire(offset: number, size: number): void {
    const { id } = this.#row
    if (id === null) return
    this.#tables.messages.clear({ channel: id, low: offset, high: offset })
    if (offset <= this.#row.floor) return
    this.#row.bytes -= size
    this.#isChanged = true
    this.save()
  }

  #take(message: EngineMessage, moment: Moment, epoch: string): EngineOutcome {
    const { date, steady } = moment
    const { name } = this.#row
    const unstored = this.#tables.unstoredIds.find(name, message.id, steady)
    if (unstored !== undefined) return receipt(message, unstored.clientId, unstored.timestamp, null)
    // A wall clock that is set back must not put later messages before earlier ones.
    const timestamp = Math.max(date, this.#row.newest)
    if (message.store) return this.#store(message, timestamp, steady, epoch)
    const known = this.#known(message, steady, epoch)
    if (known !== null) return known
    this.#tables.unstoredIds.add(name, message.id, { clientId: message.clientId, timestamp, takenAt: steady })
    this.#row.newest = timestamp
    return { kind: 'accepted', timestamp, position: null, text: completeMessage(message.draft, timestamp, null) }
  }

  #store(message: EngineMessage, timestamp: number, steady: number, epoch: string): EngineOutcome {
    const row = this.#row
    const { messages, channels } = this.#tables
    row.id ??= channels.insert(row)
    if (row.holds === 0) this.#hold(row.id, true)
    const offset = row.top + 1
    const text = completeMessage(message.draft, timestamp, offset)
    const expires = message.ttl === null ? null : steady + message.ttl * 1_000
    const { id, clientId: client } = message
    const entry = { channel: row.id, offset, timestamp, stored: steady, expires, id, client, text }
    if (!messages.insert(entry)) {
      const known = this.#known(message, steady, epoch)
      if (known !== null) return known
      messages.insert(entry)
    }
    row.top = offset
    row.newest = timestamp
    row.stored = steady
    row.bytes += Buffer.byteLength(text)
    this.#isChanged = true
    return { kind: 'accepted', timestamp, position: { epoch, offset }, text }
  }

  /** The answer to an id that counts; the row of one that no longer does is removed. */
  #known(message: EngineMessage, steady: number, epoch: string): EngineOutcome | null {
    const { id, floor } = this.#row
    const found = id === null ? undefined : this.#tables.messages.byId(id, message.id)
    if (id === null || found === undefined) return null
    const { offset, timestamp, stored, client } = found
    if (offset > floor || stored > steady - idWindow) return receipt(message, client, timestamp, { epoch, offset })
    if (message.store) this.#tables.messages.remove({ channel: id, low: offset, high: offset })
    return null
  }

  /** Removes rows from the front whose ids no longer count. These times never fall, so they stand before all others. */
  #remove(channel: number, front: readonly FrontRow[], countingSince: number): number {
    const counting = front.findIndex(({ stored }) => stored > countingSince)
    const [first, last] = [front[0], front.at(counting === -1 ? -1 : counting - 1)]
    if (counting === 0 || first === undefined || last === undefined) return 0
    return this.#tables.messages.remove({ channel, low: first.offset, high: last.offset })
  }

  #retain({ messages, seconds }: Retention): void {
    const row = this.#row
    if (row.messages === messages && row.seconds === seconds) return
    row.messages = messages
    row.seconds = seconds
    this.#isChanged = true
  }

  #hold(id: number, holds: boolean): void {
    this.#tables.channels.hold(id, holds)
    this.#row.holds = holds ? 1 : 0
  }

  /** Moves the floor to where time has brought it. */
  #advance(steady: number): void {
    const { id } = this.#row
    if (id === null) return
    const floor = floorAt(this.#row, this.#row, steady, (offset) => this.#storedAt(offset))
    if (floor > this.#row.floor) this.#drop(id, floor)
  }

  /** Trims what is over the bytes that recent messages may take beyond the retention's count. */
  #boundBytes(): void {
    const { id, top, messages } = this.#row
    let { floor, bytes } = this.#row
    if (id === null || bytes <= recentBytes) return
    for (; top - floor > messages && bytes > recentBytes; floor += 1)
      bytes -= unlessDamaged(() => this.#tables.messages.sizeAt(id, floor + 1)) ?? 0
    const low = this.#row.floor + 1
    if (low > floor) return
    this.#drop(id, floor)
    unlessDamaged(() => this.#tables.messages.clear({ channel: id, low, high: floor }))
  }

  #drop(id: number, floor: number): void {
    const row = this.#row
    const size = this.#rows.sizeOf({ channel: id, low: row.floor + 1, high: floor })
    // Where damage hides the sizes, what is left counts by its share.
    const left = size === undefined ? (row.bytes * (row.top - floor)) / (row.top - row.floor) : row.bytes - size
    row.bytes = Math.round(left)
    row.dropped_at = this.#rows.timesAt(floor).timestamp
    row.floor = floor
    this.#oldest = null
    this.#isChanged = true
  }

  #storedAt(offset: number): number {
    if (offset !== this.#row.floor + 1) return this.#rows.timesAt(offset).stored
    this.#oldest ??= this.#rows.timesAt(offset).stored
    return this.#oldest
  }

  #startOf(start: Start | undefined, steady: number): number {
    const { id, top, floor } = this.#row
    if (start === undefined || id === null) return top
    if ('since' in start) return this.#rows.firstSince(start.since) - 1
    if (start.last < 1) return top
    const range = { channel: id, low: floor + 1, high: top }
    const first = unlessDamaged(() => this.#tables.messages.last(range, start.last, steady))
    return first === undefined ? floor : first - 1
  }
}

function receipt(
  message: EngineMessage,
  clientId: string,
  timestamp: number,
  position: { readonly epoch: string; readonly offset: number } | null,
): EngineOutcome {
  if (clientId !== message.clientId) return { kind: 'refused', error: foreignId }
  return { kind: 'known', timestamp, position }
}
