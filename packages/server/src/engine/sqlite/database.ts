import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { Durability } from '../engine.ts'

/** Rows of our own tables: their shape is what the statement says. */
type Row = object

/** A connection to a SQLite file, with its statements prepared once. */
export class Database {
  readonly #connection: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  #synchronous: 'NORMAL' | 'FULL' | null = null

  constructor(connection: DatabaseSync) {
    this.#connection = connection
  }

  /** Runs a statement and returns how many rows it changed. */
  run(sql: string, ...values: readonly SQLInputValue[]): number {
    return Number(this.#prepared(sql).run(...values).changes)
  }

  /** Runs an `INSERT` and returns the id of its row. */
  insert(sql: string, ...values: readonly SQLInputValue[]): number {
    return Number(this.#prepared(sql).run(...values).lastInsertRowid)
  }

  get<T extends Row>(sql: string, ...values: readonly SQLInputValue[]): T | undefined {
    return this.#prepared(sql).get(...values) as T | undefined
  }

  all<T extends Row>(sql: string, ...values: readonly SQLInputValue[]): readonly T[] {
    return this.#prepared(sql).all(...values) as T[]
  }

  /** Reads row by row. Nothing else may use this statement until the reading has ended. */
  rows<T extends Row>(sql: string, ...values: readonly SQLInputValue[]): Iterable<T> {
    return this.#prepared(sql).iterate(...values) as Iterable<T>
  }

  /** Runs statements that are not worth keeping. */
  execute(sql: string): void {
    this.#connection.exec(sql)
  }

  /** All of `work`, or nothing of it. Returns once it is as durable as it says; throws what went wrong. */
  transaction<T>(durability: Durability, work: () => T): T {
    this.#synchronize(durability === 'disk' ? 'FULL' : 'NORMAL')
    this.run('BEGIN')
    try {
      const result = work()
      this.run('COMMIT')
      return result
    } catch (error) {
      this.#rollBack()
      throw error
    }
  }

  /** Brings everything into the main file and to the disk, and empties the log beside it. */
  checkpoint(): void {
    this.#synchronize('FULL')
    const result = this.get<{ busy: number }>('PRAGMA wal_checkpoint(TRUNCATE)')
    if (result?.busy !== 0) throw new Error('The log of the database could not be written out')
  }

  close(): void {
    this.#statements.clear()
    this.#connection.close()
  }

  #rollBack(): void {
    try {
      this.run('ROLLBACK')
    } catch {
      // SQLite has done it already: a full disk, for one, ends the transaction.
    }
  }

  #synchronize(synchronous: 'NORMAL' | 'FULL'): void {
    if (this.#synchronous === synchronous) return
    this.#connection.exec(`PRAGMA synchronous=${synchronous}`)
    this.#synchronous = synchronous
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.#connection.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }
}
