import type { WireMessage } from './protocol.ts'

/** A message as it is kept and delivered. */
export interface StoredMessage extends WireMessage {
  readonly id: string
  readonly serial: string
  readonly timestamp: number
  readonly connectionId: string
}

export interface HistoryQuery {
  readonly start: number
  readonly end: number
  /** Only what stands at or before it. */
  readonly fromSerial: string | null
  /** Where the page before this one ended. */
  readonly cursor: string | null
  readonly limit: number
  readonly backwards: boolean
}

/** Numbers messages: by time, then by a counter, as Ably's serials are. */
export class Serials {
  readonly #site: string
  #last = 0
  #counter = 0

  /** `site`: of one run of a server. */
  constructor(site: string) {
    this.#site = site
  }

  next(): { readonly serial: string; readonly timestamp: number } {
    const timestamp = Math.max(Date.now(), this.#last)
    this.#counter = timestamp === this.#last ? this.#counter + 1 : 0
    this.#last = timestamp
    const counter = String(this.#counter).padStart(4, '0')
    return { serial: `${String(timestamp).padStart(14, '0')}-${counter}@${this.#site}:000`, timestamp }
  }

  /** Whether it was given in this run. */
  has(serial: string): boolean {
    return serial.endsWith(`@${this.#site}:000`)
  }
}

/** What one channel has stored, for as long as it is kept. */
export class ChannelLog {
  readonly #retention: number
  readonly #continuity: number
  #messages: StoredMessage[] = []
  #lastDropped = ''

  /** Milliseconds for which messages are kept, and for which whoever missed them may go on. */
  constructor(retention: number, continuity: number) {
    this.#retention = retention
    this.#continuity = continuity
  }

  /** A message of this id that is still kept. */
  find(id: string): StoredMessage | undefined {
    return this.#kept().find((message) => message.id === id)
  }

  add(message: StoredMessage): void {
    this.#messages.push(message)
  }

  /** What stands behind a serial; `null`: not all of it is to be had any more. */
  after(serial: string): readonly StoredMessage[] | null {
    const missed = this.#kept().filter((message) => message.serial > serial)
    const oldest = Date.now() - this.#continuity
    const isGone = serial < this.#lastDropped || missed.some(({ timestamp }) => timestamp < oldest)
    return isGone ? null : missed
  }

  /** One page, and whether another follows. */
  read(query: HistoryQuery): { readonly page: readonly StoredMessage[]; readonly more: boolean } {
    const { start, end, fromSerial, cursor, limit, backwards } = query
    const found = this.#kept().filter(
      ({ timestamp, serial }) =>
        timestamp >= start &&
        timestamp <= end &&
        (fromSerial === null || serial <= fromSerial) &&
        (cursor === null || (backwards ? serial < cursor : serial > cursor)),
    )
    if (backwards) found.reverse()
    return { page: found.slice(0, limit), more: found.length > limit }
  }

  #kept(): StoredMessage[] {
    const oldest = Date.now() - this.#retention
    const dropped = this.#messages.filter(({ timestamp }) => timestamp < oldest)
    this.#messages = this.#messages.slice(dropped.length)
    this.#lastDropped = dropped.at(-1)?.serial ?? this.#lastDropped
    return [...this.#messages]
  }
}
