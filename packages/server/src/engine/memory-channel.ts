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
import type { Moment } from './moment.ts'
import { recentBytes, recentWindow } from './recent.ts'

/** Heap bytes of a channel without messages. */
const overhead = 1_000

/** What is left of a channel that had to be forgotten: enough to go on without using an offset twice. */
export interface ChannelRemains {
  /** Offset of its newest message. */
  readonly top: number
  /** Timestamp of its newest message. */
  readonly newest: number
  /** From when on nothing is missing after `top`. Milliseconds since 1970. */
  readonly knownSince: number
}

/** One channel of the memory engine. */
export class MemoryChannel {
  readonly epoch: string
  /** From when on this channel is known to be complete. */
  readonly #knownSince: number
  readonly #log: MemoryLog
  readonly #ids = new IdWindow()
  #newest: number
  #retention: Retention = { messages: 0, seconds: 0 }
  #hasExpiring = false
  #expiryCursor = 0

  constructor(epoch: string, { top, newest, knownSince }: ChannelRemains) {
    this.epoch = epoch
    this.#knownSince = knownSince
    this.#log = new MemoryLog(top, newest)
    this.#newest = newest
  }

  /** What to remember when the channel has to be forgotten. */
  get remains(): ChannelRemains {
    return { top: this.#log.top, newest: this.#newest, knownSince: this.#knownSince }
  }

  get bytes(): number {
    return overhead + this.#log.bytes + this.#ids.bytes
  }

  /** Whether no message is left. */
  get isEmpty(): boolean {
    return this.#log.count === 0
  }

  publish(messages: readonly EngineMessage[], retention: Retention, moment: Moment): readonly EngineOutcome[] {
    // What the last retention has let go of no longer counts, whatever this one says.
    this.trim(moment.steady)
    const outcomes = messages.map((message) => this.#take(message, moment))
    const isNew = retention !== this.#retention && outcomes.some((outcome) => outcome.kind === 'accepted')
    if (isNew) this.#retention = retention
    // Under the same retention nothing has become too old since, only too much.
    if (isNew || this.#log.count > retention.messages) this.trim(moment.steady)
    return outcomes
  }

  position(start: Start | undefined, steady: number): ChannelPosition {
    this.trim(steady)
    const { top, floor, droppedAt } = this.#log
    const reachesBackTo = Math.max(this.#knownSince, floor === 0 ? 0 : droppedAt + 1)
    return { epoch: this.epoch, top, floor, reachesBackTo, start: this.#startOf(start, steady) }
  }

  page(query: EngineQuery, steady: number): EnginePage {
    this.trim(steady)
    const { top, floor } = this.#log
    const range = historyRange(query, { epoch: this.epoch, top, floor })
    const low = query.start === undefined ? range.low : Math.max(range.low, this.#log.firstSince(query.start))
    const high = query.end === undefined ? range.high : Math.min(range.high, this.#log.firstSince(query.end + 1) - 1)
    const { messages, more } = this.#collect(low, high, query, steady)
    return { epoch: this.epoch, top, messages, more, complete: range.complete }
  }

  /** Drops what retention no longer asks for. Work is bounded by what is dropped. */
  trim(steady: number): void {
    const { messages, seconds } = this.#retention
    for (;;) {
      const oldest = this.#log.entry(this.#log.floor + 1)
      if (oldest === undefined) break
      const age = steady - oldest.storedAt
      const surplus = this.#log.count > messages
      const tooOld = age >= seconds * 1_000
      const noLongerRecent = age >= recentWindow || this.#log.bytes > recentBytes
      if (!tooOld && !(surplus && noLongerRecent)) break
      this.#log.dropOldest()
    }
    this.#ids.forget(steady, this.#log.floor)
  }

  /** Forgets every message; their ids stay for as long as those of messages that retention took. */
  removeHistory(steady: number): void {
    while (this.#log.count > 0) this.#log.dropOldest()
    this.trim(steady)
  }

  /** Forgets one message; its id stays as long as it would have. `false`: there is none to read. */
  removeMessage(id: string, steady: number): boolean {
    this.trim(steady)
    const offset = this.#ids.find(id)?.offset ?? null
    if (offset === null || this.#log.at(offset, steady) === undefined) return false
    this.#log.empty(offset)
    return true
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
    while (this.bytes > target && found) found = this.#ids.dropOldestUnstored()
  }

  /** Frees a bounded number of messages whose own time to live has ended. */
  freeExpired(steady: number): void {
    if (!this.#hasExpiring) return
    const step = 1_000
    this.#log.emptyExpired(this.#expiryCursor, step, steady)
    this.#expiryCursor = this.#expiryCursor + step >= this.#log.top ? this.#log.floor : this.#expiryCursor + step
  }

  #take(message: EngineMessage, { date, steady }: Moment): EngineOutcome {
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
    this.#ids.add(message.id, { clientId: message.clientId, timestamp, takenAt: steady, offset })
    if (offset !== null) this.#append({ offset, timestamp, text }, steady, message.ttl)
    return { kind: 'accepted', timestamp, position: this.#positionOf(offset), text }
  }

  #append(message: StoredMessage, steady: number, ttl: number | null): void {
    if (ttl !== null) this.#hasExpiring = true
    this.#log.append(message, steady, ttl === null ? null : steady + ttl * 1_000)
  }

  #positionOf(offset: number | null): { epoch: string; offset: number } | null {
    return offset === null ? null : { epoch: this.epoch, offset }
  }

  #startOf(start: Start | undefined, steady: number): number {
    const { top, floor } = this.#log
    if (start === undefined) return top
    if ('since' in start) return this.#log.firstSince(start.since) - 1
    let offset = top
    for (let found = 0; offset > floor && found < start.last; offset -= 1) {
      if (this.#log.at(offset, steady) !== undefined) found += 1
    }
    return offset
  }

  #collect(low: number, high: number, query: EngineQuery, steady: number): Pick<EnginePage, 'messages' | 'more'> {
    const most = Math.min(query.limit, limits.messagesPerPage)
    const messages: StoredMessage[] = []
    const step = query.direction === 'forwards' ? 1 : -1
    let size = 0
    for (let offset = step === 1 ? low : high; offset >= low && offset <= high; offset += step) {
      const message = this.#log.at(offset, steady)
      if (message === undefined) continue
      const full = messages.length >= most || (messages.length > 0 && size + message.text.length > limits.pageBytes)
      if (full) return { messages, more: true }
      messages.push(message)
      size += message.text.length
    }
    return { messages, more: false }
  }
}
