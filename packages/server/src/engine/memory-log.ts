import type { StoredMessage } from './engine.ts'

/** A stored message, or what is left of it after its own time to live. */
export interface LogEntry {
  readonly message: StoredMessage
  /** Rough heap bytes. */
  readonly bytes: number
  /** When it was stored, on the steady clock of the engine. Milliseconds. */
  readonly storedAt: number
  /** When its own time to live ends, on the same clock. `null`: as retention says. */
  readonly expiresAt: number | null
}

/** Heap bytes of an entry beside its text. */
const overhead = 200

/** What stands in the place of a dropped message until its place goes too. */
const dropped: LogEntry = { message: { offset: 0, timestamp: 0, text: '' }, bytes: 0, storedAt: 0, expiresAt: null }

/** A channel's stored messages: offsets `floor + 1` to `top`, reached by index, dropped from the front only. */
export class MemoryLog {
  #entries: LogEntry[] = []
  #head = 0
  floor: number
  bytes = 0
  /** Timestamp of the newest message that was dropped. */
  droppedAt: number

  /** Starts after offset `floor`, whose timestamp was `droppedAt`. */
  constructor(floor = 0, droppedAt = 0) {
    this.floor = floor
    this.droppedAt = droppedAt
  }

  get top(): number {
    return this.floor + this.count
  }

  get count(): number {
    return this.#entries.length - this.#head
  }

  append(message: StoredMessage, storedAt: number, expiresAt: number | null): void {
    const bytes = message.text.length + overhead
    this.#entries.push({ message, bytes, storedAt, expiresAt })
    this.bytes += bytes
  }

  /** The message at `offset`, or `undefined` when it was dropped, has expired or never was. */
  at(offset: number, now: number): StoredMessage | undefined {
    const entry = this.entry(offset)
    return entry === undefined || (entry.expiresAt !== null && entry.expiresAt <= now) ? undefined : entry.message
  }

  entry(offset: number): LogEntry | undefined {
    return offset <= this.floor ? undefined : this.#entries[this.#head + offset - this.floor - 1]
  }

  dropOldest(): void {
    const entry = this.#entries[this.#head]
    if (entry === undefined) return
    this.#entries[this.#head] = dropped
    this.#head += 1
    this.floor += 1
    this.bytes -= entry.bytes
    this.droppedAt = entry.message.timestamp
    if (this.#head >= 1_024 && this.#head * 2 >= this.#entries.length) this.#compact()
  }

  /** Lets go of the texts of expired messages among the `count` after `offset`; their places stay. */
  emptyExpired(offset: number, count: number, now: number): void {
    const end = Math.min(this.top, offset + count)
    for (let current = Math.max(offset, this.floor) + 1; current <= end; current += 1) {
      const entry = this.entry(current)
      if (entry === undefined || entry.expiresAt === null || entry.expiresAt > now || entry.bytes === overhead) continue
      this.#replace(current, emptied(entry))
    }
  }

  /** Lets go of a message; its place stays. */
  empty(offset: number): void {
    const entry = this.entry(offset)
    if (entry !== undefined) this.#replace(offset, { ...emptied(entry), expiresAt: -Infinity })
  }

  /** The first offset whose message isn't older than `time`; `top + 1` when all are. */
  firstSince(time: number): number {
    let low = this.floor + 1
    let high = this.top + 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.entry(middle)?.message.timestamp ?? 0) < time) low = middle + 1
      else high = middle
    }
    return low
  }

  #replace(offset: number, entry: LogEntry): void {
    const index = this.#head + offset - this.floor - 1
    this.bytes += entry.bytes - (this.#entries[index]?.bytes ?? 0)
    this.#entries[index] = entry
  }

  #compact(): void {
    this.#entries = this.#entries.slice(this.#head)
    this.#head = 0
  }
}

function emptied(entry: LogEntry): LogEntry {
  return { ...entry, message: { ...entry.message, text: '' }, bytes: overhead }
}
