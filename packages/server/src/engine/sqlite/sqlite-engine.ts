import type { DatabaseSync } from 'node:sqlite'
import { randomId } from '../../random-id.ts'
import { refusal } from '../../refusal.ts'
import type {
  ChannelPosition,
  Durability,
  Engine,
  EngineContext,
  EngineMessage,
  EngineOutcome,
  EnginePage,
  EngineQuery,
  Retention,
  Start,
} from '../engine.ts'
import { ChannelShelf } from './channel-shelf.ts'
import { ChannelTable } from './channel-table.ts'
import { continuityAtOpen } from './continuity.ts'
import { readContinuity, writeContinuity } from './continuity-table.ts'
import { GroupCommit } from './group-commit.ts'
import { LooseIds } from './loose-ids.ts'
import { MessageStore } from './message-store.ts'
import { MessageTable } from './message-table.ts'
import type { OwnedFile } from './open-file.ts'
import { openFile } from './open-file.ts'
import { openFailure, workFailure } from './sqlite-failure.ts'
import { Sweep } from './sweep.ts'
import type { Tables } from './tables.ts'

/** What the engine takes from the machine. */
interface SqliteHost {
  /** Names the present run of the machine. */
  bootIdentity(): string
  /** Called with the connection once the file is open. */
  connected(connection: DatabaseSync): void
}

interface SqliteSettings {
  readonly path: string
  readonly durability: Durability
  readonly host: SqliteHost
}

/** Channels held in memory, and ids of unstored messages: about 10 MB and 50 MB at most. */
const channelsHeld = 10_000
const looseIdsHeld = 250_000

/** Everything that there is while the file is open. */
interface Opened {
  readonly context: EngineContext
  readonly file: OwnedFile
  readonly shelf: ChannelShelf
  readonly store: MessageStore
  readonly commits: GroupCommit
  readonly sweep: Sweep
}

/** Keeps messages in a SQLite file. */
export class SqliteEngine implements Engine {
  readonly durabilities = ['os', 'disk'] as const
  readonly #settings: SqliteSettings
  #opened: Opened | null = null

  constructor(settings: SqliteSettings) {
    this.#settings = settings
  }

  async open(context: EngineContext): Promise<void> {
    const { path, host } = this.#settings
    const file = await openFile(path, (connection) => host.connected(connection))
    try {
      this.#opened = this.#begin(context, file)
    } catch (error) {
      file.database.close()
      throw openFailure(error, path)
    }
    this.#opened.sweep.start()
  }

  async publish(
    channel: string,
    messages: readonly EngineMessage[],
    retention: Retention,
    durability: Durability = this.#settings.durability,
  ): Promise<readonly EngineOutcome[]> {
    return this.#whileOpen().commits.add({ channel, messages, retention, durability })
  }

  async position(channel: string, start?: Start): Promise<ChannelPosition> {
    const { shelf, store, context } = this.#whileOpen()
    return reading(() => shelf.get(channel).position(start, context.clock.date(), store.continuity))
  }

  async history(channel: string, query: EngineQuery): Promise<EnginePage> {
    const { shelf, store, context } = this.#whileOpen()
    return reading(() => shelf.get(channel).page(query, context.clock.date(), store.continuity.epoch))
  }

  async close(): Promise<void> {
    const opened = this.#opened
    this.#opened = null
    if (opened === null) return
    const { context, file, store, commits, sweep } = opened
    sweep.end()
    commits.flush()
    try {
      store.settle()
    } catch (error) {
      context.log.warn('The database could not be written out at the end', { error })
    }
    file.database.close()
  }

  #whileOpen(): Opened {
    if (this.#opened === null) throw refusal('connection_closed', 'The engine is not open.')
    return this.#opened
  }

  #begin(context: EngineContext, file: OwnedFile): Opened {
    const { database } = file
    const { clock, random, log } = context
    const continuity = continuityAtOpen(readContinuity(database), {
      boot: this.#settings.host.bootIdentity(),
      date: clock.date(),
      newEpoch: () => randomId(random, 9),
    })
    database.transaction('disk', () => writeContinuity(database, continuity))
    const tables: Tables = {
      messages: new MessageTable(database),
      channels: new ChannelTable(database),
      looseIds: new LooseIds(looseIdsHeld),
    }
    const shelf = new ChannelShelf(tables, channelsHeld)
    const store = new MessageStore({ file, tables, shelf, clock, continuity })
    const commits = new GroupCommit(
      (calls) => store.store(calls),
      (callback) => context.afterInput(callback),
    )
    return { context, file, shelf, store, commits, sweep: new Sweep({ database, tables, shelf, clock, log }) }
  }
}

function reading<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw workFailure(error)
  }
}
