import type { SQLInputValue } from 'node:sqlite'
import type { HistoryDirection } from '@herenow/adapter'
import type { StoredMessage } from '../engine.ts'
import type { Database } from './database.ts'

/** A message as its row has it. */
export interface MessageRow extends StoredMessage {
  readonly channel: number
  readonly id: string
  readonly client: string
  /** Milliseconds since 1970, or `null`: as retention says. */
  readonly expires: number | null
}

/** What an id leads to. */
export interface IdRow {
  readonly offset: number
  readonly timestamp: number
  readonly client: string
}

/** Where an old row stands. */
export interface FrontRow {
  readonly offset: number
  readonly timestamp: number
}

/** Rows of one channel, both ends included. */
export interface RowRange {
  readonly channel: number
  readonly low: number
  readonly high: number
}

/** The text is there and its own time to live has not ended. */
const isReadable = "text <> '' AND (expires IS NULL OR expires > ?)"
const inRange = 'channel = ? AND offset BETWEEN ? AND ?'

const sql = {
  insert: `INSERT INTO m (channel, offset, timestamp, expires, id, client, text) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (channel, id) DO NOTHING`,
  byId: 'SELECT offset, timestamp, client FROM m WHERE channel = ? AND id = ?',
  timestamp: 'SELECT timestamp FROM m WHERE channel = ? AND offset = ?',
  size: 'SELECT octet_length(text) AS size FROM m WHERE channel = ? AND offset = ?',
  sizes: `SELECT coalesce(sum(octet_length(text)), 0) AS size FROM m WHERE ${inRange}`,
  clear: `UPDATE m SET text = '', expires = NULL WHERE ${inRange} AND text <> ''`,
  remove: `DELETE FROM m WHERE ${inRange}`,
  front: 'SELECT offset, timestamp FROM m WHERE channel = ? AND offset <= ? ORDER BY offset LIMIT ?',
  forwards: `SELECT offset, timestamp, text FROM m WHERE ${inRange} AND ${isReadable} ORDER BY offset LIMIT ?`,
  backwards: `SELECT offset, timestamp, text FROM m WHERE ${inRange} AND ${isReadable} ORDER BY offset DESC LIMIT ?`,
  last: `SELECT offset FROM m WHERE ${inRange} AND ${isReadable} ORDER BY offset DESC LIMIT 1 OFFSET ?`,
  expired: `SELECT channel, offset, octet_length(text) AS size FROM m WHERE expires <= ? ORDER BY expires LIMIT ?`,
}

/** The rows of stored messages. */
export class MessageTable {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** `false`: the channel has a row with this id, and nothing was done. */
  insert(row: MessageRow): boolean {
    const { channel, offset, timestamp, expires, id, client, text } = row
    return this.#database.run(sql.insert, channel, offset, timestamp, expires, id, client, text) === 1
  }

  byId(channel: number, id: string): IdRow | undefined {
    return this.#database.get<IdRow>(sql.byId, channel, id)
  }

  timestampAt(channel: number, offset: number): number {
    const row = this.#database.get<{ timestamp: number }>(sql.timestamp, channel, offset)
    if (row === undefined) throw new Error(`Message ${offset} of channel ${channel} is not where it should be`)
    return row.timestamp
  }

  /** Bytes of one text; 0 once it has been let go of. */
  sizeAt(channel: number, offset: number): number {
    return this.#database.get<{ size: number }>(sql.size, channel, offset)?.size ?? 0
  }

  sizeOf({ channel, low, high }: RowRange): number {
    return this.#database.get<{ size: number }>(sql.sizes, channel, low, high)?.size ?? 0
  }

  /** Lets go of the texts; ids and places stay. */
  clear({ channel, low, high }: RowRange): void {
    this.#database.run(sql.clear, channel, low, high)
  }

  remove({ channel, low, high }: RowRange): number {
    return this.#database.run(sql.remove, channel, low, high)
  }

  /** The oldest rows up to an offset. */
  front(channel: number, upTo: number, most: number): readonly FrontRow[] {
    return this.#database.all<FrontRow>(sql.front, channel, upTo, most)
  }

  /** Readable messages, one after the other. */
  read(range: RowRange, direction: HistoryDirection, date: number, most: number): Iterable<StoredMessage> {
    const values: readonly SQLInputValue[] = [range.channel, range.low, range.high, date, most]
    return this.#database.rows<StoredMessage>(direction === 'forwards' ? sql.forwards : sql.backwards, ...values)
  }

  /** The offset of the readable message that comes `count`th from the end, counted from 1. */
  last({ channel, low, high }: RowRange, count: number, date: number): number | undefined {
    return this.#database.get<{ offset: number }>(sql.last, channel, low, high, date, count - 1)?.offset
  }

  /** Messages whose own time to live has ended and whose texts are still there. */
  expired(
    date: number,
    most: number,
  ): readonly { readonly channel: number; readonly offset: number; readonly size: number }[] {
    return this.#database.all(sql.expired, date, most)
  }
}
