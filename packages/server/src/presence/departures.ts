import type { Turns } from '../socket/turns.ts'
import type { PresenceService } from './presence-service.ts'
import type { PresenceTable } from './presence-table.ts'

/** Milliseconds of one turn of the event loop that go to ending the presence of those who have gone … */
const share = 4
/** … and so many leaves, also where they take longer: what few people leave has ended when the turn has. */
const atLeast = 100

interface Departure {
  readonly connectionId: string
  readonly how: 'leave' | 'timeout'
  /** Where it is still present. */
  readonly channels: string[]
}

interface DeparturesParts {
  readonly table: PresenceTable
  readonly presence: PresenceService
  readonly turns: Pick<Turns, 'now' | 'later'>
}

/**
 * Ends the presence of connections that are gone for good. Two thousand that were lost together, each present in two
 * hundred channels, are 400,000 leaves at one moment: what takes longer than a share of the turn goes on in later ones.
 */
export class Departures {
  readonly #parts: DeparturesParts
  #waiting: Departure[] = []
  /** Until when this turn has time for it; `null`: it hasn't been asked yet. */
  #until: number | null = null
  /** Leaves that this turn still has in any case. */
  #left = 0

  constructor(parts: DeparturesParts) {
    this.#parts = parts
  }

  /** A connection is gone. `timeout`: without a word, and it didn't come back. */
  add(connectionId: string, how: 'leave' | 'timeout'): void {
    const channels = [...this.#parts.table.channelsOfConnection(connectionId)].reverse()
    if (channels.length === 0) return
    this.#waiting.push({ connectionId, how, channels })
    this.#until ??= this.#begin()
    this.#proceed(this.#until)
  }

  /** The server stops: whoever is still waiting needn't be told any more. */
  end(): void {
    this.#waiting = []
  }

  #begin(): number {
    this.#parts.turns.later(this.#goOn)
    this.#left = atLeast
    return this.#parts.turns.now() + share
  }

  readonly #goOn = (): void => {
    this.#until = null
    if (this.#waiting.length === 0) return
    this.#until = this.#begin()
    this.#proceed(this.#until)
  }

  #proceed(until: number): void {
    const { presence, turns } = this.#parts
    let done = 0
    try {
      for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[done]) {
        if (this.#left <= 0 && turns.now() >= until) break
        this.#left -= 1
        const channel = next.channels.pop()
        if (channel !== undefined) presence.leave(channel, next.connectionId, next.how)
        if (next.channels.length === 0) done += 1
      }
    } finally {
      this.#waiting.splice(0, done)
    }
  }
}
