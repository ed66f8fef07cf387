import type { EngineMessage, EnginePage, EngineQuery, Retention } from '../engine/engine.ts'

interface Entry {
  readonly id: string
  readonly clientId: string
  readonly timestamp: number
  /** `null`: not stored. */
  readonly offset: number | null
  expiresAt: number
}

/** What an engine answers, without what differs from engine to engine. */
export type ModelOutcome = readonly ['accepted' | 'known', number | null, number] | readonly ['refused']

const twoMinutes = 120_000

/** What a channel must do, in the plainest way: nothing is fast here, and nothing is ever thrown away. */
export class ChannelModel {
  readonly #entries: Entry[] = []
  #retention: Retention = { messages: 0, seconds: 0 }
  top = 0
  floor = 0

  get retention(): Retention {
    return this.#retention
  }

  publish(messages: readonly EngineMessage[], retention: Retention, date: number): readonly ModelOutcome[] {
    this.trim(date)
    const outcomes = messages.map((message) => this.#take(message, date))
    if (outcomes.some(([kind]) => kind === 'accepted')) this.#retention = retention
    this.trim(date)
    return outcomes
  }

  /** The offsets of the page, and whether something is left. */
  read(
    query: EngineQuery,
    date: number,
  ): Pick<EnginePage, 'more' | 'complete'> & { readonly offsets: readonly number[] } {
    this.trim(date)
    const { after, before, until, start = 0, end = Infinity, limit } = query
    const all = this.#readable(date).filter(
      ({ offset, timestamp }) =>
        offset > (after?.offset ?? 0) &&
        offset < (before?.offset ?? Infinity) &&
        offset <= (until?.offset ?? Infinity) &&
        timestamp >= start &&
        timestamp <= end,
    )
    const ordered = query.direction === 'forwards' ? all : [...all].reverse()
    const complete = after === undefined || (after.offset >= this.floor && after.offset <= this.top)
    const offsets = ordered.slice(0, limit).map(({ offset }) => offset)
    return { offsets, more: ordered.length > limit, complete }
  }

  /** The offset before the newest so many readable messages. */
  startOfLast(count: number, date: number): number {
    this.trim(date)
    const first = this.#readable(date).at(-count)
    return first === undefined ? this.floor : first.offset - 1
  }

  removeHistory(date: number): void {
    this.trim(date)
    this.floor = this.top
  }

  removeMessage(id: string, date: number): boolean {
    this.trim(date)
    const found = this.#readable(date).findLast((entry) => entry.id === id)
    if (found !== undefined) found.expiresAt = -Infinity
    return found !== undefined
  }

  trim(date: number): void {
    for (const { offset, timestamp } of this.#stored()) {
      const age = date - timestamp
      const isSurplus = this.top - offset >= this.#retention.messages
      if (age >= this.#retention.seconds * 1_000 || (isSurplus && age >= twoMinutes)) {
        this.floor = Math.max(this.floor, offset)
      }
    }
  }

  #take(message: EngineMessage, date: number): ModelOutcome {
    const { id, clientId, store, ttl } = message
    const known = this.#entries.find(
      (entry) =>
        entry.id === id &&
        ((entry.offset !== null && entry.offset > this.floor) || entry.timestamp > date - twoMinutes),
    )
    if (known !== undefined) {
      return known.clientId === clientId ? ['known', known.offset, known.timestamp] : ['refused']
    }
    const offset = store ? this.top + 1 : null
    if (offset !== null) this.top = offset
    const expiresAt = ttl === null ? Infinity : date + ttl * 1_000
    this.#entries.push({ id, clientId, timestamp: date, offset, expiresAt })
    return ['accepted', offset, date]
  }

  #stored(): readonly (Entry & { readonly offset: number })[] {
    return this.#entries.filter((entry): entry is Entry & { readonly offset: number } => entry.offset !== null)
  }

  #readable(date: number): readonly (Entry & { readonly offset: number })[] {
    return this.#stored().filter((entry) => entry.offset > this.floor && entry.expiresAt > date)
  }
}
