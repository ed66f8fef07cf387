import type { Continuity } from './continuity.ts'
import type { Database } from './database.ts'

interface MetaRow {
  readonly epoch: string
  readonly previous_epoch: string | null
  readonly known_since: number
  readonly boot: string
  readonly unsynced: number
}

/** `null`: the file is new. */
export function readContinuity(database: Database): Continuity | null {
  const row = database.get<MetaRow>('SELECT * FROM meta')
  if (row === undefined) return null
  const { epoch, previous_epoch: previousEpoch, known_since: knownSince, boot } = row
  return { epoch, previousEpoch, knownSince, boot, unsynced: row.unsynced === 1 }
}

/** Belongs into a transaction. */
export function writeContinuity(database: Database, continuity: Continuity): void {
  const { epoch, previousEpoch, knownSince, boot, unsynced } = continuity
  const columns = 'one, epoch, previous_epoch, known_since, boot, unsynced'
  const sql = `INSERT OR REPLACE INTO meta (${columns}) VALUES (1, ?, ?, ?, ?, ?)`
  database.run(sql, epoch, previousEpoch, knownSince, boot, unsynced ? 1 : 0)
}
