import { mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { nodeVersion } from '../../env/node-version.ts'
import { refusal } from '../../refusal.ts'
import { Database } from './database.ts'
import { applicationId, migrations } from './migrations.ts'
import { openFailure } from './sqlite-failure.ts'

/** A file that belongs to this process until it is closed. */
export interface OwnedFile {
  readonly database: Database
  /** Whether the file is still where it was: what is written to one that was removed or replaced is lost. */
  isInPlace(): boolean
}

/** 16 MB of pages in memory. The log beside the file is written out at 4 MB, and given back beyond 16 MB. */
const settings = 'PRAGMA cache_size=-16000; PRAGMA wal_autocheckpoint=1000; PRAGMA journal_size_limit=16777216'

/** Opens a file, or makes it, and brings it up to date. Rejects with a `RealtimeError` that names it. */
export async function openFile(path: string, connected: (connection: DatabaseSync) => void): Promise<OwnedFile> {
  const full = resolve(path)
  let connection: DatabaseSync | null = null
  try {
    mkdirSync(dirname(full), { recursive: true })
    connection = await connect(full)
    const database = new Database(connection)
    // Taken by the first access, and kept: the system lets go of it however the process ends.
    database.execute('PRAGMA locking_mode=EXCLUSIVE')
    assertOurs(database, path)
    database.execute(settings)
    database.execute('PRAGMA journal_mode=WAL; BEGIN IMMEDIATE; COMMIT')
    // Whatever an earlier process left unwritten is on the disk from here on.
    database.checkpoint()
    migrate(database)
    connected(connection)
    const { ino } = statSync(full)
    return { database, isInPlace: () => statSync(full, { throwIfNoEntry: false })?.ino === ino }
  } catch (error) {
    connection?.close()
    throw openFailure(error, path)
  }
}

/** Loaded only here: a server without SQLite needs no Node that has it. */
async function connect(path: string): Promise<DatabaseSync> {
  const sqlite = await import('node:sqlite').catch((cause: unknown) => {
    throw refusal('unsupported', `Node ${nodeVersion} has no node:sqlite.`, {
      hint: 'It comes with Node 22.13. Use that or a later version, or keep data in memory: `--memory` on the command line, `memory()` as the engine in a program.',
      cause,
    })
  })
  // Node renames the class and keeps the old name; its types don't know the new one yet.
  const { Database: renamed } = sqlite as { readonly Database?: typeof sqlite.DatabaseSync }
  const Connection = renamed ?? sqlite.DatabaseSync
  return new Connection(path)
}

/** Before anything is changed. */
function assertOurs(database: Database, path: string): void {
  const owner = database.get<{ application_id: number }>('PRAGMA application_id')?.application_id
  const isEmpty = database.get('SELECT 1 FROM sqlite_schema LIMIT 1') === undefined
  if (owner !== applicationId && !(isEmpty && owner === 0)) {
    throw refusal('server_error', `The database belongs to another program: "${path}".`, {
      hint: 'Choose another file: this one was not made by Herenow.',
    })
  }
  const version = schemaVersion(database)
  if (version > migrations.length) {
    throw refusal('server_error', `The database was written by a newer version of Herenow: "${path}".`, {
      hint: `It has schema version ${version}, this server knows ${migrations.length}. Update @herenow/server.`,
    })
  }
}

function migrate(database: Database): void {
  const version = schemaVersion(database)
  if (version === migrations.length) return
  database.transaction('disk', () => {
    for (const migration of migrations.slice(version)) database.execute(migration)
    database.execute(`PRAGMA user_version=${migrations.length}; PRAGMA application_id=${applicationId}`)
  })
}

function schemaVersion(database: Database): number {
  return database.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0
}
