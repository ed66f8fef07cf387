import type { Clock, Timer } from '@herenow/adapter'
import type { Departure } from '../socket/connection-registry.ts'
import type { PresenceService } from './presence-service.ts'
import type { PresenceClaim } from './presence-claim.ts'
import type { PresenceTable } from './presence-table.ts'

/** A connection without a socket: channels whose grace ends before the longest, and what it said where that has ended. */
interface Absence {
  readonly timers: Timer[]
  readonly ended: Map<string, PresenceClaim>
}

interface AbsencesParts {
  readonly table: PresenceTable
  readonly presence: PresenceService
  readonly clock: Clock
  /** Milliseconds that a channel keeps somebody whose connection was lost. */
  readonly graceOf: (channel: string) => number
}

/**
 * Ends the presence of lost connections channel by channel, each at its own grace. Who comes back while the connection
 * is still known is put back where they were: to themselves nothing has happened.
 */
export class Absences {
  readonly #parts: AbsencesParts
  readonly #byConnection = new Map<string, Absence>()

  constructor(parts: AbsencesParts) {
    this.#parts = parts
  }

  /**
   * The socket is lost; no channel waits for longer than `most`. `how` it will have gone if it doesn't come back.
   * Returns for how many milliseconds it may.
   */
  begin(connectionId: string, usual: number, most: number, how: Departure): number {
    const { table, clock, graceOf } = this.#parts
    const graces = table.channelsOfConnection(connectionId).map((channel) => {
      return { channel, grace: Math.min(graceOf(channel), most) }
    })
    if (graces.length === 0) return usual
    const longest = Math.max(...graces.map(({ grace }) => grace))
    const early = graces.filter(({ grace }) => grace < longest)
    if (early.length === 0) return longest
    const absence: Absence = { timers: [], ended: new Map() }
    for (const { channel, grace } of early) {
      absence.timers.push(clock.setTimeout(() => this.#end(channel, connectionId, absence, how), grace))
    }
    this.#byConnection.set(connectionId, absence)
    return longest
  }

  /** It has come back. */
  end(connectionId: string): void {
    const absence = this.forget(connectionId)
    for (const [channel, claim] of absence?.ended ?? []) this.#parts.presence.put(channel, claim)
  }

  /** It won't come back. */
  forget(connectionId: string): Absence | undefined {
    const absence = this.#byConnection.get(connectionId)
    this.#byConnection.delete(connectionId)
    for (const timer of absence?.timers ?? []) this.#parts.clock.clearTimeout(timer)
    return absence
  }

  /** The server stops. */
  close(): void {
    for (const connectionId of Array.from(this.#byConnection.keys())) this.forget(connectionId)
  }

  #end(channel: string, connectionId: string, absence: Absence, how: Departure): void {
    const { table, presence } = this.#parts
    const entry = table.find(channel, connectionId)
    if (entry === null) return
    const { clientId, info = null, state } = entry
    absence.ended.set(channel, { connectionId, clientId, info, state })
    presence.leave(channel, connectionId, how)
  }
}
