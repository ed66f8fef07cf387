import { Buffer } from 'node:buffer'
import { limits } from '@herenow/protocol'
import type {
  ChannelPosition,
  EngineMessage,
  EngineOutcome,
  EnginePage,
  EngineQuery,
  Retention,
  Start,
  StoredMessage,
} from '../engine.ts'
import { foreignId } from '../foreign-id.ts'
import { historyRange } from '../history-range.ts'
import { completeMessage } from '../message-draft.ts'
import { idWindow, recentBytes } from '../recent.ts'
import type { ChannelRow } from './channel-table.ts'
import type { Continuity } from './continuity.ts'
import { firstSince } from './first-since.ts'
import { floorAt } from './kept-offsets.ts'
import type { FrontRow, RowRange } from './message-table.ts'
import type { Tables } from './tables.ts'

type Lineage = Pick<Continuity, 'epoch' | 'knownSince'>

/**
 * One channel of the file. Its row is held here and written by `save`; where the transaction fails, this object is
 * thrown away. What time has taken is below the floor at once and leaves the file later, by `sweep`.
 */
export class StoredChannel {
  readonly #tables: Tables
  readonly #row: ChannelRow
  #isChanged = false
  /** Timestamp of the message above the floor, once it was asked for. */
  #oldest: number | null = null

  constructor(tables: Tables, row: ChannelRow) {
    this.#tables = tables
    this.#row = row
  }

  publish(
    messages: readonly EngineMessage[],
    retention: Retention,
    date: number,
    epoch: string,
  ): readonly EngineOutcome[] {
    // What the last retention has let go of no longer counts, whatever this one says.
    this.#advance(date)
    const outcomes = messages.map((message) => this.#take(message, date, epoch))
    const accepted = outcomes.filter((outcome) => outcome.kind === 'accepted')
    if (accepted.length === 0) return outcomes
    this.#retain(retention)
    this.#advance(date)
    // Only what is stored makes it larger; nothing else may write.
    if (accepted.some((outcome) => outcome.position !== null)) this.#boundBytes()
    return outcomes
  }

  /** Writes the row if it differs from what the file has. */
  save(): void {
    if (!this.#isChanged || this.#row.id === null) return
    this.#tables.channels.update(this.#row)
    this.#isChanged = false
  }

  position(start: Start | undefined, date: number, { epoch, knownSince }: Lineage): ChannelPosition {
    this.#advance(date)
    const { top, floor, dropped_at: droppedAt } = this.#row
    const reachesBackTo = Math.max(knownSince, floor === 0 ? 0 : droppedAt + 1)
    return { epoch, top, floor, reachesBackTo, start: this.#startOf(start, date) }
  }

  page(query: EngineQuery, date: number, epoch: string): EnginePage {
    this.#advance(date)
    const { id, top, floor } = this.#row
    const range = historyRange(query, { epoch, top, floor })
    const low = query.start === undefined ? range.low : Math.max(range.low, this.#firstSince(query.start))
    const high = query.end === undefined ? range.high : Math.min(range.high, this.#firstSince(query.end + 1) - 1)
    const found = id === null ? { messages: [], more: false } : this.#collect({ channel: id, low, high }, query, date)
    return { epoch, top, ...found, complete: range.complete }
  }

  /** Removes at most so many rows that nobody needs any more. Returns how many it did. */
  sweep(date: number, most: number): number {
    const { id } = this.#row
    if (id === null) return 0
    this.#advance(date)
    const front = this.#tables.messages.front(id, this.#row.floor, most)
    const removed = this.#remove(id, front, date - idWindow)
    if (this.#row.floor === this.#row.top && removed === front.length && removed < most) this.#hold(id, false)
    this.save()
    return removed
  }

  /** Lets go of the text of a message whose own time to live has ended. */
  expire(offset: number, size: number): void {
    const { id } = this.#row
    if (id === null) return
    this.#tables.messages.clear({ channel: id, low: offset, high: offset })
    if (offset <= this.#row.floor) return
    this.#row.bytes -= size
    this.#isChanged = true
    this.save()
  }

  #take(message: EngineMessage, date: number, epoch: string): EngineOutcome {
    const { name } = this.#row
    const loose = this.#tables.looseIds.find(name, message.id, date)
    if (loose !== undefined) return receipt(message, loose.clientId, loose.timestamp, null)
    // A wall clock that is set back must not put later messages before earlier ones.
    const timestamp = Math.max(date, this.#row.newest)
    if (message.store) return this.#store(message, timestamp, date, epoch)
    const known = this.#known(message, date, epoch)
    if (known !== null) return known
    this.#tables.looseIds.add(name, message.id, { clientId: message.clientId, timestamp })
    this.#row.newest = timestamp
    return { kind: 'accepted', timestamp, position: null, text: completeMessage(message.draft, timestamp, null) }
  }

  #store(message: EngineMessage, timestamp: number, date: number, epoch: string): EngineOutcome {
    const row = this.#row
    const { messages, channels } = this.#tables
    row.id ??= channels.insert(row)
    if (row.holds === 0) this.#hold(row.id, true)
    const offset = row.top + 1
    const text = completeMessage(message.draft, timestamp, offset)
    const expires = message.ttl === null ? null : timestamp + message.ttl * 1_000
    const { id, clientId: client } = message
    const entry = { channel: row.id, offset, timestamp, expires, id, client, text }
    if (!messages.insert(entry)) {
      const known = this.#known(message, date, epoch)
      if (known !== null) return known
      messages.insert(entry)
    }
    row.top = offset
    row.newest = timestamp
    row.bytes += Buffer.byteLength(text)
    this.#isChanged = true
    return { kind: 'accepted', timestamp, position: { epoch, offset }, text }
  }

  /** The answer to an id that counts; the row of one that no longer does is removed. */
  #known(message: EngineMessage, date: number, epoch: string): EngineOutcome | null {
    const { id, floor } = this.#row
    const found = id === null ? undefined : this.#tables.messages.byId(id, message.id)
    if (id === null || found === undefined) return null
    const { offset, timestamp, client } = found
    if (offset > floor || timestamp > date - idWindow) return receipt(message, client, timestamp, { epoch, offset })
    if (message.store) this.#tables.messages.remove({ channel: id, low: offset, high: offset })
    return null
  }

  /** Removes rows from the front whose ids no longer count. Times never fall, so these stand before all others. */
  #remove(channel: number, front: readonly FrontRow[], countingSince: number): number {
    const counting = front.findIndex(({ timestamp }) => timestamp > countingSince)
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
  #advance(date: number): void {
    const { id } = this.#row
    if (id === null) return
    const floor = floorAt(this.#row, this.#row, date, (offset) => this.#timestampAt(id, offset))
    if (floor > this.#row.floor) this.#drop(id, floor)
  }

  /** Trims what is over the bytes that recent messages may take beyond the retention's count. */
  #boundBytes(): void {
    const { id, top, messages } = this.#row
    let { floor, bytes } = this.#row
    if (id === null || bytes <= recentBytes) return
    for (; top - floor > messages && bytes > recentBytes; floor += 1)
      bytes -= this.#tables.messages.sizeAt(id, floor + 1)
    const low = this.#row.floor + 1
    if (low > floor) return
    this.#drop(id, floor)
    this.#tables.messages.clear({ channel: id, low, high: floor })
  }

  #drop(id: number, floor: number): void {
    const row = this.#row
    row.bytes -= this.#tables.messages.sizeOf({ channel: id, low: row.floor + 1, high: floor })
    row.dropped_at = this.#timestampAt(id, floor)
    row.floor = floor
    this.#oldest = null
    this.#isChanged = true
  }

  #timestampAt(id: number, offset: number): number {
    if (offset !== this.#row.floor + 1) return this.#tables.messages.timestampAt(id, offset)
    this.#oldest ??= this.#tables.messages.timestampAt(id, offset)
    return this.#oldest
  }

  #firstSince(time: number): number {
    const { id } = this.#row
    return id === null ? 1 : firstSince(this.#row, time, (offset) => this.#timestampAt(id, offset))
  }

  #startOf(start: Start | undefined, date: number): number {
    const { id, top, floor } = this.#row
    if (start === undefined || id === null) return top
    if ('since' in start) return this.#firstSince(start.since) - 1
    if (start.last < 1) return top
    const first = this.#tables.messages.last({ channel: id, low: floor + 1, high: top }, start.last, date)
    return first === undefined ? floor : first - 1
  }

  #collect(range: RowRange, query: EngineQuery, date: number): Pick<EnginePage, 'messages' | 'more'> {
    const most = Math.min(query.limit, limits.messagesPerPage)
    const messages: StoredMessage[] = []
    let size = 0
    for (const message of this.#tables.messages.read(range, query.direction, date, most + 1)) {
      const full = messages.length >= most || (messages.length > 0 && size + message.text.length > limits.pageBytes)
      if (full) return { messages, more: true }
      messages.push(message)
      size += message.text.length
    }
    return { messages, more: false }
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
