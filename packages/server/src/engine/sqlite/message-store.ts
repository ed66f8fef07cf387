import type { Durability } from '../engine.ts'
import type { Moment } from '../moment.ts'
import type { ChannelCache } from './channel-cache.ts'
import type { Continuity } from './continuity.ts'
import { writeContinuity } from './continuity-table.ts'
import type { CallResult, StoreCall } from './group-commit.ts'
import { misplaced } from './misplaced.ts'
import type { OwnedFile } from './open-file.ts'
import { isDamage, workFailure } from './sqlite-failure.ts'
import type { Tables } from './tables.ts'
import type { StoredChannel } from './stored-channel.ts'

interface StoreParts {
  readonly file: OwnedFile
  readonly tables: Tables
  readonly cache: ChannelCache
  readonly moment: () => Moment
  readonly continuity: Continuity
}

/** Writes groups of publishes, each group all or nothing. */
export class MessageStore {
  readonly #parts: StoreParts
  #continuity: Continuity

  constructor(parts: StoreParts) {
    this.#parts = parts
    this.#continuity = parts.continuity
  }

  get continuity(): Continuity {
    return this.#continuity
  }

  /** Answers each call. Where the file can't be written, only calls without anything to store are accepted. */
  store(calls: readonly StoreCall[]): readonly CallResult[] {
    const { cache, tables } = this.#parts
    if (!calls.some(wantsDisk)) return calls.map((call) => this.#takeUnstored(call))
    tables.unstoredIds.begin()
    try {
      return this.#commit(calls)
    } catch (error) {
      cache.forgetAll()
      tables.unstoredIds.rollBack()
      // A damaged place in the file must not fail calls that don't touch it.
      if (calls.length > 1 && isDamage(error)) return calls.flatMap((call) => this.store([call]))
      const failure = { error: workFailure(error) }
      return calls.map((call) => (wantsDisk(call) ? failure : this.#takeUnstored(call)))
    }
  }

  /** From here on everything is on the disk. */
  settle(): void {
    const { file } = this.#parts
    file.database.checkpoint()
    this.#continuity = { ...this.#continuity, unsynced: false }
    file.database.transaction('disk', () => writeContinuity(file.database, this.#continuity))
  }

  #commit(calls: readonly StoreCall[]): readonly CallResult[] {
    const { file } = this.#parts
    if (!file.isInPlace()) throw misplaced()
    const durability = strongest(calls)
    const becomesUnsynced = durability === 'os' && !this.#continuity.unsynced
    const next = becomesUnsynced ? { ...this.#continuity, unsynced: true } : this.#continuity
    // A power cut must not take the word that messages may be missing together with the first of them.
    const taken = file.database.transaction(becomesUnsynced ? 'disk' : durability, () => {
      if (becomesUnsynced) writeContinuity(file.database, next)
      const all = calls.map((call) => this.#take(call))
      for (const { channel } of all) channel.save()
      return all
    })
    this.#continuity = next
    return taken.map(({ result }) => result)
  }

  /** Writes nothing, but still reads which ids are known. */
  #takeUnstored(call: StoreCall): CallResult {
    const { unstoredIds } = this.#parts.tables
    unstoredIds.begin()
    try {
      return this.#take(call).result
    } catch (error) {
      unstoredIds.rollBack()
      return { error: workFailure(error) }
    }
  }

  #take(call: StoreCall): { readonly channel: StoredChannel; readonly result: CallResult } {
    const channel = this.#parts.cache.get(call.channel)
    const moment = this.#parts.moment()
    if (call.removes === 'history') {
      channel.removeHistory(moment.steady)
      return { channel, result: { outcomes: [], removed: true } }
    }
    if (call.removes !== undefined) {
      const removed = channel.removeMessage(call.removes.messageId, moment.steady)
      return { channel, result: { outcomes: [], removed } }
    }
    const outcomes = channel.publish(call.messages, call.retention, moment, this.#continuity.epoch)
    return { channel, result: { outcomes, removed: false } }
  }
}

function wantsDisk(call: StoreCall): boolean {
  return call.removes !== undefined || call.messages.some((message) => message.store)
}

function strongest(calls: readonly StoreCall[]): Durability {
  return calls.some((call) => call.removes !== undefined || (wantsDisk(call) && call.durability === 'disk'))
    ? 'disk'
    : 'os'
}
