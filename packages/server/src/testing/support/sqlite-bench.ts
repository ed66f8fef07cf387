import type { DatabaseSync } from 'node:sqlite'
import type { Logger } from '@herenow/adapter'
import { onTestFinished } from 'vitest'
import type { Engine } from '../../engine/engine.ts'
import { SqliteEngine } from '../../engine/sqlite/sqlite-engine.ts'
import { ManualClock } from '../manual-clock.ts'
import { contextOf } from '../test-engine.ts'

/** An open SQLite engine whose connection and machine are in the hands of a test. */
export interface SqliteBench {
  readonly engine: Engine
  readonly clock: ManualClock
  readonly connection: DatabaseSync
  /** Texts of warnings and errors. */
  readonly complaints: readonly string[]
}

export interface SqliteBenchOptions {
  readonly clock?: ManualClock
  readonly durability?: 'os' | 'disk'
  /** Names the run of the machine; another name is a machine that was started anew. */
  readonly boot?: string
  readonly newEpoch?: boolean
  readonly isAttached?: (channel: string) => boolean
}

/** Opens an engine; it is closed when the test has finished. */
export async function openSqlite(path: string, options: SqliteBenchOptions = {}): Promise<SqliteBench> {
  const { clock = new ManualClock(), durability = 'os', boot = 'id:first', newEpoch = false, isAttached } = options
  let connection: DatabaseSync | undefined
  const connected = (opened: DatabaseSync): void => void (connection = opened)
  const engine = new SqliteEngine({ path, durability, newEpoch, host: { bootIdentity: () => boot, connected } })
  const complaints: string[] = []
  const complain = (message: string): void => void complaints.push(message)
  const log: Logger = { debug() {}, info() {}, warn: complain, error: complain }
  await engine.open({ ...contextOf(clock), log, ...(isAttached === undefined ? {} : { isAttached }) })
  onTestFinished(() => engine.close())
  if (connection === undefined) throw new Error('The engine did not show its connection')
  return { engine, clock, connection, complaints }
}
