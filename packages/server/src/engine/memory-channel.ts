import { limits } from '@herenow/protocol'
import type {
  ChannelPosition,
  EngineMessage,
  EngineOutcome,
  EnginePage,
  EngineQuery,
  Retention,
  Start,
  StoredMessage,
} from './engine.ts'
import { foreignId } from './foreign-id.ts'
import { historyRange } from './history-range.ts'
import { IdWindow } from './id-window.ts'
import { MemoryLog } from './memory-log.ts'
import { completeMessage } from './message-draft.ts'
import { recentBytes, recentWindow } from './recent.ts'

/** Heap bytes of a channel without messages. */
const overhead = 1_000

/** One channel of the memory engine. Times are wall-clock milliseconds. */
export class MemoryChannel {
  readonly epoch: string
  /** From when on this channel is known to be complete. */
  readonly #knownSince: number
  readonly #log = new MemoryLog()
  readonly #ids = new IdWindow()
  #newest = 0
  #retention: Retention = { messages: 0, seconds: 0 }
  #hasExpiring = false
  #expiryCursor = 0

  constructor(epoch: string, knownSince: number) {
    this.epoch = epoch
    this.#knownSince = knownSince
  }

  get bytes(): number {
    return overhead + this.#log.bytes + this.#ids.bytes
  }

  /** Whether no message is left. */
  get isEmpty(): boolean {
    return this.#log.count === 0
  }

  publish(messages: readonly EngineMessage[], retention: Retention, date: number): readonly EngineOutcome[] {
    // What the last retention has let go of no longer counts, whatever this one says.
    this.trim(date)
    const outcomes = messages.map((message) => this.#take(message, date))
    const isNew = retention !== this.#retention && outcomes.some((outcome) => outcome.kind === 'accepted')
    if (isNew) this.#retention = retention
    // Under the same retention nothing has become too old since, only too much.
    if (isNew || this.#log.count > retention.messages) this.trim(date)
    return outcomes
  }

  position(start: Start | undefined, date: number): ChannelPosition {
    this.trim(date)
    const { top, floor, droppedAt } = this.#log
    const reachesBackTo = Math.max(this.#knownSince, floor === 0 ? 0 : droppedAt + 1)
    return { epoch: this.epoch, top, floor, reachesBackTo, start: this.#startOf(start, date) }
  }

  page(query: EngineQuery, date: number): EnginePage {
    this.trim(date)
    const { top, floor } = this.#log
    const range = historyRange(query, { epoch: this.epoch, top, floor })
    const low = query.start === undefined ? range.low : Math.max(range.low, this.#log.firstSince(query.start))
    const high = query.end === undefined ? range.high : Math.min(range.high, this.#log.firstSince(query.end + 1) - 1)
    const { messages, more } = this.#collect(low, high, query, date)
    return { epoch: this.epoch, top, messages, more, complete: range.complete }
  }

  /** Drops what retention no longer asks for. Work is bounded by what is dropped. */
  trim(date: number): void {
    const { messages, seconds } = this.#retention
    for (;;) {
      const oldest = this.#log.entry(this.#log.floor + 1)
      if (oldest === undefined) break
      const age = date - oldest.message.timestamp
      const surplus = this.#log.count > messages
      const tooOld = age >= seconds * 1_000
      const noLongerRecent = age >= recentWindow || this.#log.bytes > recentBytes
      if (!tooOld && !(surplus && noLongerRecent)) break
      this.#log.dropOldest()
    }
    this.#ids.forget(date, this.#log.floor)
  }

  /**
   * Frees so many bytes, or all there is: whatever retention says, the oldest messages go, and their ids with them,
   * then the ids of messages that were not stored.
   */
  shrink(bytes: number): void {
    const target = this.bytes - bytes
    while (this.bytes > target && this.#log.count > 0) {
      this.#log.dropOldest()
      this.#ids.dropStored(this.#log.floor)
    }
    if (this.bytes > target) this.#ids.dropStored(this.#log.floor)
    let found = true
    while (this.bytes > target && found) found = this.#ids.dropOldestLoose()
  }

  /** Frees a bounded number of messages whose own time to live has ended. */
  freeExpired(date: number): void {
    if (!this.#hasExpiring) return
    const step = 1_000
    this.#log.emptyExpired(this.#expiryCursor, step, date)
    this.#expiryCursor = this.#expiryCursor + step >= this.#log.top ? this.#log.floor : this.#expiryCursor + step
  }

  #take(message: EngineMessage, date: number): EngineOutcome {
    const known = this.#ids.find(message.id)
    if (known !== undefined) {
      if (known.clientId !== message.clientId) return { kind: 'refused', error: foreignId }
      return { kind: 'known', timestamp: known.timestamp, position: this.#positionOf(known.offset) }
    }
    // A wall clock that is set back must not put later messages before earlier ones.
    const timestamp = Math.max(date, this.#newest)
    this.#newest = timestamp
    const offset = message.store ? this.#log.top + 1 : null
    const text = completeMessage(message.draft, timestamp, offset)
    this.#ids.add(message.id, { clientId: message.clientId, timestamp, offset })
    if (offset !== null) this.#append({ offset, timestamp, text }, message.ttl)
    return { kind: 'accepted', timestamp, position: this.#positionOf(offset), text }
  }

  #append(message: StoredMessage, ttl: number | null): void {
    if (ttl !== null) this.#hasExpiring = true
    this.#log.append(message, ttl === null ? null : message.timestamp + ttl * 1_000)
  }

  #positionOf(offset: number | null): { epoch: string; offset: number } | null {
    return offset === null ? null : { epoch: this.epoch, offset }
  }

  #startOf(start: Start | undefined, date: number): number {
    const { top, floor } = this.#log
    if (start === undefined) return top
    if ('since' in start) return this.#log.firstSince(start.since) - 1
    let offset = top
    for (let found = 0; offset > floor && found < start.last; offset -= 1) {
      if (this.#log.at(offset, date) !== undefined) found += 1
    }
    return offset
  }

  #collect(low: number, high: number, query: EngineQuery, date: number): Pick<EnginePage, 'messages' | 'more'> {
    const most = Math.min(query.limit, limits.messagesPerPage)
    const messages: StoredMessage[] = []
    const step = query.direction === 'forwards' ? 1 : -1
    let size = 0
    for (let offset = step === 1 ? low : high; offset >= low && offset <= high; offset += step) {
      const message = this.#log.at(offset, date)
      if (message === undefined) continue
      const full = messages.length >= most || (messages.length > 0 && size + message.text.length > limits.pageBytes)
      if (full) return { messages, more: true }
      messages.push(message)
      size += message.text.length
    }
    return { messages, more: false }
  }
}
