import { crc32 } from 'node:zlib'
import type { DeadEntry, OutboxDeath, OutboxDraft, OutboxRange, OutboxTally } from '../outbox.ts'
import type { Database } from './database.ts'

/** Where events of a webhook are: they wait, or were given up. */
export type Shelf = 'waiting_event' | 'dead_event'

/** An event as it was read. Of those that wait, `died` and `reason` say nothing. */
export interface OutboxRow extends DeadEntry {
  readonly crc: number
}

const inRange = 'webhook = ? AND place BETWEEN ? AND ?'
const sum = 'count(*) AS events, coalesce(sum(octet_length(text)), 0) AS bytes'

const sql = {
  webhooks: 'SELECT id, name FROM webhook',
  webhook: 'SELECT id FROM webhook WHERE name = ?',
  insertWebhook: 'INSERT INTO webhook (name) VALUES (?)',
  last: `SELECT max(
    coalesce((SELECT last FROM webhook WHERE id = ?1), 0),
    coalesce((SELECT max(place) FROM waiting_event WHERE webhook = ?1), 0),
    coalesce((SELECT max(place) FROM dead_event WHERE webhook = ?1), 0)) AS place`,
  noteLast: 'UPDATE webhook SET last = ? WHERE id = ?',
  insert: 'INSERT INTO waiting_event (webhook, place, added, text, crc) VALUES (?, ?, ?, ?, ?)',
  bury: `INSERT INTO dead_event (webhook, place, added, died, reason, text, crc)
    SELECT webhook, place, added, ?, ?, text, crc FROM waiting_event WHERE ${inRange}`,
  revive: `INSERT INTO waiting_event (webhook, place, added, text, crc)
    SELECT webhook, ? + row_number() OVER (ORDER BY place), ?, text, crc FROM dead_event WHERE webhook = ?`,
  tally: {
    waiting_event: `SELECT ${sum} FROM waiting_event WHERE webhook = ?`,
    dead_event: `SELECT ${sum} FROM dead_event WHERE webhook = ?`,
  },
  read: {
    waiting_event: `SELECT place, added, 0 AS died, '' AS reason, text, crc FROM waiting_event
      WHERE ${inRange} ORDER BY place LIMIT ?`,
    dead_event: `SELECT place, added, died, reason, text, crc FROM dead_event
      WHERE ${inRange} ORDER BY place LIMIT ?`,
  },
  top: {
    waiting_event: 'SELECT max(place) AS place FROM waiting_event WHERE webhook = ?',
    dead_event: 'SELECT max(place) AS place FROM dead_event WHERE webhook = ?',
  },
  remove: {
    waiting_event: `DELETE FROM waiting_event WHERE ${inRange}`,
    dead_event: `DELETE FROM dead_event WHERE ${inRange}`,
  },
}

/** The rows of events for webhooks. */
export class OutboxTable {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** The ids of all webhooks that ever had an event, by name. */
  webhooks(): ReadonlyMap<string, number> {
    const rows = this.#database.all<{ id: number; name: string }>(sql.webhooks)
    return new Map(rows.map(({ id, name }) => [name, id]))
  }

  /** The id of a webhook, which is made where there is none. */
  webhook(name: string): number {
    return this.#database.get<{ id: number }>(sql.webhook, name)?.id ?? this.#database.insert(sql.insertWebhook, name)
  }

  /** The highest place that an event of a webhook ever had, as far as is known. */
  lastPlace(webhook: number): number {
    return this.#database.get<{ place: number }>(sql.last, webhook)?.place ?? 0
  }

  /** Remembers it, for when nothing stands there any more. */
  noteLast(webhook: number): void {
    this.#database.run(sql.noteLast, this.lastPlace(webhook), webhook)
  }

  tally(shelf: Shelf, webhook: number): OutboxTally {
    return this.#database.get<OutboxTally>(sql.tally[shelf], webhook) ?? { events: 0, bytes: 0 }
  }

  /** The highest place on a shelf; 0 where it is empty. */
  top(shelf: Shelf, webhook: number): number {
    return this.#database.get<{ place: number | null }>(sql.top[shelf], webhook)?.place ?? 0
  }

  insert(webhook: number, place: number, { added, text }: OutboxDraft): void {
    this.#database.run(sql.insert, webhook, place, added, text, crc32(text))
  }

  /** Reads one by one, so that whoever has enough stops. */
  read(shelf: Shelf, webhook: number, { from, upTo }: OutboxRange, most: number): Iterable<OutboxRow> {
    return this.#database.rows<OutboxRow>(sql.read[shelf], webhook, from, upTo, most)
  }

  /** Whether the text is the one that was stored. */
  isSound({ text, crc }: OutboxRow): boolean {
    return crc32(text) === crc
  }

  bury(webhook: number, range: OutboxRange, { died, reason }: OutboxDeath): void {
    this.#database.run(sql.bury, died, reason, webhook, range.from, range.upTo)
    this.remove('waiting_event', webhook, range)
  }

  /** Puts what was given up behind the place `last`. */
  revive(webhook: number, last: number, added: number): void {
    this.#database.run(sql.revive, last, added, webhook)
    this.remove('dead_event', webhook, { from: 0, upTo: Number.MAX_SAFE_INTEGER })
  }

  remove(shelf: Shelf, webhook: number, { from, upTo }: OutboxRange): void {
    this.#database.run(sql.remove[shelf], webhook, from, upTo)
  }
}
