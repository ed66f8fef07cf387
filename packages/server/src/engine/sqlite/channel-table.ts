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
  /** When the newest message was stored, on the steady clock. */
  stored: number
  /** Up to this offset the channel is the same in the epoch before. */
  readonly kept: number
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
  empty: 'SELECT * FROM channel WHERE holds = 0 AND id > ? ORDER BY id LIMIT ?',
  byId: 'SELECT * FROM channel WHERE id = ?',
  insert: `INSERT INTO channel (name, top, floor, newest, stored, dropped_at, messages, seconds, bytes, holds)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  update: `UPDATE channel
    SET top = ?, floor = ?, newest = ?, stored = ?, dropped_at = ?, messages = ?, seconds = ?, bytes = ? WHERE id = ?`,
  hold: 'UPDATE channel SET holds = ? WHERE id = ?',
  keep: 'UPDATE channel SET kept = top',
  remove: 'DELETE FROM channel WHERE id = ?',
  removed: 'SELECT top, newest FROM removed',
  raise: 'UPDATE removed SET top = max(top, ?), newest = max(newest, ?)',
  lastStored: 'SELECT coalesce(max(stored), 0) AS stored FROM channel',
}

/** The rows of channels. */
export class ChannelTable {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** The row of a channel, or of one that nothing was ever stored in. */
  byName(name: string): ChannelRow {
    return this.#database.get<ChannelRow>(sql.byName, name) ?? this.#blank(name)
  }

  byId(id: number): ChannelRow | undefined {
    return this.#database.get<ChannelRow>(sql.byId, id)
  }

  /** Channels that may have messages, from one on, in the order of their ids. */
  holding(after: number, most: number): readonly ChannelRow[] {
    return this.#database.all<ChannelRow>(sql.holding, after, most)
  }

  /** Channels without a message, from one on, in the order of their ids. */
  empty(after: number, most: number): readonly ChannelRow[] {
    return this.#database.all<ChannelRow>(sql.empty, after, most)
  }

  /** Makes the row of a channel and returns its id. */
  insert(row: ChannelRow): number {
    const { name, top, floor, newest, stored, dropped_at, messages, seconds, bytes, holds } = row
    const values = [name, top, floor, newest, stored, dropped_at, messages, seconds, bytes, holds]
    return this.#database.insert(sql.insert, ...values)
  }

  update(row: ChannelRow): void {
    const { id, top, floor, newest, stored, dropped_at, messages, seconds, bytes } = row
    this.#database.run(sql.update, top, floor, newest, stored, dropped_at, messages, seconds, bytes, id)
  }

  /** Removes the row of a channel without messages. Should the channel live again, it goes on after its last offset. */
  remove({ id, top, newest }: ChannelRow): void {
    this.#database.run(sql.raise, top, newest)
    this.#database.run(sql.remove, id)
  }

  /** Notes that all channels are, up to here, the same in the epoch that ends now. */
  keep(): void {
    this.#database.run(sql.keep)
  }

  /** When the newest message of the file was stored, on the steady clock. 0: never. */
  lastStored(): number {
    return this.#database.get<{ stored: number }>(sql.lastStored)?.stored ?? 0
  }

  hold(id: number, holds: boolean): void {
    this.#database.run(sql.hold, holds ? 1 : 0, id)
  }

  /** Nobody can tell a channel whose row was removed from one that never was: both go on after all that were removed. */
  #blank(name: string): ChannelRow {
    const { top, newest } = this.#database.get<{ top: number; newest: number }>(sql.removed) ?? { top: 0, newest: 0 }
    const nothing = { stored: 0, kept: 0, messages: 0, seconds: 0, bytes: 0 }
    return { id: null, name, top, floor: top, newest, dropped_at: newest, ...nothing, holds: 1 }
  }
}
