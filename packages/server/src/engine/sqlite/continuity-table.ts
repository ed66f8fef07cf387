import type { Continuity } from './continuity.ts'
import type { Database } from './database.ts'

interface MetaRow {
  readonly epoch: string
  readonly known_since: number
  readonly boot: string
  readonly unsynced: number
}

/** `null`: the file is new. */
export function readContinuity(database: Database): Continuity | null {
  const row = database.get<MetaRow>('SELECT epoch, known_since, boot, unsynced FROM meta')
  if (row === undefined) return null
  return { epoch: row.epoch, knownSince: row.known_since, boot: row.boot, unsynced: row.unsynced === 1 }
}

/** Belongs into a transaction. */
export function writeContinuity(database: Database, continuity: Continuity): void {
  const { epoch, knownSince, boot, unsynced } = continuity
  const sql = 'INSERT OR REPLACE INTO meta (one, epoch, known_since, boot, unsynced) VALUES (1, ?, ?, ?, ?)'
  database.run(sql, epoch, knownSince, boot, unsynced ? 1 : 0)
}
