import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from '@herenow/adapter'
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
import type { Moment } from '../moment.ts'
import type { Outbox } from '../outbox.ts'
import { ChannelCache } from './channel-cache.ts'
import { ChannelTable } from './channel-table.ts'
import type { Continuity } from './continuity.ts'
import { continuityAtOpen } from './continuity.ts'
import { readContinuity, writeContinuity } from './continuity-table.ts'
import { DamageReport } from './damage-report.ts'
import type { Database } from './database.ts'
import { GroupCommit } from './group-commit.ts'
import { UnstoredIds } from './unstored-ids.ts'
import { MessageStore } from './message-store.ts'
import { MessageTable } from './message-table.ts'
import type { OwnedFile } from './open-file.ts'
import { openFile } from './open-file.ts'
import { openFailure, workFailure } from './sqlite-failure.ts'
import { SqliteOutbox } from './sqlite-outbox.ts'
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
  /** Start another epoch: the file is not the one that clients know. */
  readonly newEpoch: boolean
  readonly host: SqliteHost
}

/** Channels held in memory, and ids of unstored messages: about 10 MB and 50 MB at most. */
const channelsCached = 10_000
const unstoredIdsKept = 250_000

/** Everything that there is while the file is open. */
interface Opened {
  readonly context: EngineContext
  readonly file: OwnedFile
  readonly cache: ChannelCache
  readonly store: MessageStore
  readonly commits: GroupCommit
  readonly sweep: Sweep
  readonly damage: DamageReport
  readonly moment: () => Moment
}

/** Keeps messages in a SQLite file. */
export class SqliteEngine implements Engine {
  readonly durabilities = ['os', 'disk'] as const
  readonly outbox: Outbox
  readonly #settings: SqliteSettings
  #opened: Opened | null = null

  constructor(settings: SqliteSettings) {
    this.#settings = settings
    const { durability } = settings
    this.outbox = new SqliteOutbox(() => ({ ...this.#whileOpen(), durability }))
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
    const { outcomes } = await this.#whileOpen().commits.add({ channel, messages, retention, durability })
    return outcomes
  }

  async position(channel: string, start?: Start): Promise<ChannelPosition> {
    const { cache, store, moment } = this.#whileOpen()
    return reading(() => cache.get(channel).position(start, moment().steady, store.continuity))
  }

  async history(channel: string, query: EngineQuery): Promise<EnginePage> {
    const { cache, store, moment } = this.#whileOpen()
    return reading(() => cache.get(channel).page(query, moment().steady, store.continuity))
  }

  async removeHistory(channel: string): Promise<void> {
    await this.#whileOpen().commits.add({ channel, removes: 'history' })
  }

  async removeMessage(channel: string, id: string): Promise<boolean> {
    return (await this.#whileOpen().commits.add({ channel, removes: { messageId: id } })).removed
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
    const { clock, log } = context
    const tables: Tables = {
      messages: new MessageTable(database),
      channels: new ChannelTable(database),
      unstoredIds: new UnstoredIds(unstoredIdsKept),
      damage: new DamageReport(log),
    }
    const moment = momentsFrom(clock, tables.channels.lastStored())
    const continuity = this.#continuity(database, tables, context)
    const cache = new ChannelCache(tables, channelsCached)
    const store = new MessageStore({ file, tables, cache, moment, continuity })
    const commits = new GroupCommit(
      (calls) => store.store(calls),
      (callback) => context.afterInput(callback),
    )
    const isAttached = (channel: string): boolean => context.isAttached?.(channel) === true
    const steady = (): number => moment().steady
    const sweep = new Sweep({ database, tables, cache, clock, steady, isAttached, log })
    return { context, file, cache, store, commits, sweep, damage: tables.damage, moment }
  }

  #continuity(database: Database, tables: Tables, { clock, random }: EngineContext): Continuity {
    const stored = readContinuity(database)
    const continuity = continuityAtOpen(stored, {
      boot: this.#settings.host.bootIdentity(),
      date: clock.date(),
      newEpoch: () => randomId(random, 9),
      isReplaced: this.#settings.newEpoch,
    })
    database.transaction('disk', () => {
      if (stored !== null && stored.epoch !== continuity.epoch) tables.channels.keep()
      writeContinuity(database, continuity)
    })
    return continuity
  }
}

/**
 * The clocks of a file. The steady one starts at the date, but never before what the file has: so that nothing gets
 * younger by a restart, and a clock that was wrong in an earlier run keeps nothing for ever.
 */
function momentsFrom(clock: Clock, lastStored: number): () => Moment {
  const start = Math.max(clock.date(), lastStored) - clock.now()
  return () => ({ date: clock.date(), steady: Math.round(start + clock.now()) })
}

function reading<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw workFailure(error)
  }
}
