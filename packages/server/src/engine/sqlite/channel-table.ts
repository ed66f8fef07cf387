import type { Database } from './database.ts'

/** What is remembered of a channel, beside its messages. */
export interface ChannelRow {
  /** `null`: nothing was ever stored in it. */
  id: number | null
  readonly name: string
  top: number
  floor: number
  /** Timestamp of the newest message. */
  newest: number
  /** Timestamp of the newest message that retention took. */
  dropped_at: number
  /** Retention, as of the last publish. */
  messages: number
  seconds: number
  /** Of the texts above the floor. */
  bytes: number
  /** 1: there may be rows of it among the messages. */
  holds: number
}

const sql = {
  byName: 'SELECT * FROM channel WHERE name = ?',
  holding: 'SELECT * FROM channel WHERE holds = 1 AND id > ? ORDER BY id LIMIT ?',
  byId: 'SELECT * FROM channel WHERE id = ?',
  insert: `INSERT INTO channel (name, top, floor, newest, dropped_at, messages, seconds, bytes, holds)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  update: `UPDATE channel SET top = ?, floor = ?, newest = ?, dropped_at = ?, messages = ?, seconds = ?, bytes = ?
    WHERE id = ?`,
  hold: 'UPDATE channel SET holds = ? WHERE id = ?',
}

/** The rows of channels. */
export class ChannelTable {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  byName(name: string): ChannelRow | undefined {
    return this.#database.get<ChannelRow>(sql.byName, name)
  }

  byId(id: number): ChannelRow | undefined {
    return this.#database.get<ChannelRow>(sql.byId, id)
  }

  /** Channels that may have messages, from one on, in the order of their ids. */
  holding(after: number, most: number): readonly ChannelRow[] {
    return this.#database.all<ChannelRow>(sql.holding, after, most)
  }

  /** Makes the row of a channel and returns its id. */
  insert(row: ChannelRow): number {
    const { name, top, floor, newest, dropped_at, messages, seconds, bytes, holds } = row
    return this.#database.insert(sql.insert, name, top, floor, newest, dropped_at, messages, seconds, bytes, holds)
  }

  update(row: ChannelRow): void {
    const { id, top, floor, newest, dropped_at, messages, seconds, bytes } = row
    this.#database.run(sql.update, top, floor, newest, dropped_at, messages, seconds, bytes, id)
  }

  hold(id: number, holds: boolean): void {
    this.#database.run(sql.hold, holds ? 1 : 0, id)
  }
}
