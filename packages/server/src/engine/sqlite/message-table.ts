import type { SQLInputValue } from 'node:sqlite'
import { crc32 } from 'node:zlib'
import type { HistoryDirection } from '@herenow/adapter'
import type { StoredMessage } from '../engine.ts'
import type { Database } from './database.ts'

/** A message as its row has it. */
export interface MessageRow extends StoredMessage {
  readonly channel: number
  readonly id: string
  readonly client: string
  /** When it was stored, on the steady clock. Milliseconds. */
  readonly stored: number
  /** When its own time to live ends, on the same clock. `null`: as retention says. */
  readonly expires: number | null
}

/** A message as it was read. */
export interface ReadRow extends StoredMessage {
  /** Checksum of the text; `null` where it was stored without one. */
  readonly crc: number | null
}

/** When a message was published, and when it was stored. */
export interface RowTimes {
  readonly timestamp: number
  readonly stored: number
}

/** What an id leads to. */
export interface IdRow {
  readonly offset: number
  readonly timestamp: number
  readonly stored: number
  readonly client: string
}

/** Where an old row stands. */
export interface FrontRow {
  readonly offset: number
  readonly stored: number
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
  insert: `INSERT INTO m (channel, offset, timestamp, stored, expires, id, client, text, crc)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (channel, id) DO NOTHING`,
  byId: 'SELECT offset, timestamp, stored, client FROM m WHERE channel = ? AND id = ?',
  times: 'SELECT timestamp, stored FROM m WHERE channel = ? AND offset = ?',
  at: `SELECT offset, timestamp, text, crc, (${isReadable}) AS readable FROM m WHERE channel = ? AND offset = ?`,
  size: 'SELECT octet_length(text) AS size FROM m WHERE channel = ? AND offset = ?',
  sizes: `SELECT coalesce(sum(octet_length(text)), 0) AS size FROM m WHERE ${inRange}`,
  clear: `UPDATE m SET text = '', expires = NULL WHERE ${inRange} AND text <> ''`,
  remove: `DELETE FROM m WHERE ${inRange}`,
  front: 'SELECT offset, stored FROM m WHERE channel = ? AND offset <= ? ORDER BY offset LIMIT ?',
  forwards: `SELECT offset, timestamp, text, crc FROM m WHERE ${inRange} AND ${isReadable} ORDER BY offset LIMIT ?`,
  backwards: `SELECT offset, timestamp, text, crc FROM m WHERE ${inRange} AND ${isReadable} ORDER BY offset DESC LIMIT ?`,
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
    const { channel, offset, timestamp, stored, expires, id, client, text } = row
    const values = [channel, offset, timestamp, stored, expires, id, client, text, crc32(text)]
    return this.#database.run(sql.insert, ...values) === 1
  }

  byId(channel: number, id: string): IdRow | undefined {
    return this.#database.get<IdRow>(sql.byId, channel, id)
  }

  /** `undefined`: no row is where one should be. */
  timesAt(channel: number, offset: number): RowTimes | undefined {
    return this.#database.get<RowTimes>(sql.times, channel, offset)
  }

  /** One message. `undefined`: it isn't there, or its text is not the one that was stored. */
  at(channel: number, offset: number, date: number): (StoredMessage & { readonly isReadable: boolean }) | undefined {
    const row = this.#database.get<ReadRow & { readonly readable: number }>(sql.at, date, channel, offset)
    if (row === undefined || !this.isSound(row)) return undefined
    return { offset, timestamp: row.timestamp, text: row.text, isReadable: row.readable === 1 }
  }

  /** Whether the text is the one that was stored. Texts that were let go of are empty. */
  isSound({ text, crc }: ReadRow): boolean {
    if (text === '') return true
    return crc === null ? isJson(text) : crc32(text) === crc
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

  /** The same, and writes over where they stood in the file. */
  erase(range: RowRange): void {
    this.#database.execute('PRAGMA secure_delete=ON')
    try {
      this.clear(range)
    } finally {
      this.#database.execute('PRAGMA secure_delete=OFF')
    }
  }

  remove({ channel, low, high }: RowRange): number {
    return this.#database.run(sql.remove, channel, low, high)
  }

  /** The oldest rows up to an offset. */
  front(channel: number, upTo: number, most: number): readonly FrontRow[] {
    return this.#database.all<FrontRow>(sql.front, channel, upTo, most)
  }

  /** Readable messages, one after the other. */
  read(range: RowRange, direction: HistoryDirection, date: number, most: number): Iterable<ReadRow> {
    const values: readonly SQLInputValue[] = [range.channel, range.low, range.high, date, most]
    return this.#database.rows<ReadRow>(direction === 'forwards' ? sql.forwards : sql.backwards, ...values)
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

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
