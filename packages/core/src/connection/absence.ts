import type { Clock, Logger, Timer } from '@herenow/adapter'
import { hint } from '@herenow/adapter'
import type { ConnectionState } from './connection-state.ts'

/**
 * Decides when it is news that there is no connection: `lost` where one has stood, else `unreachable`, which developers
 * read once in the console, with what to do.
 */
export interface Absence {
  /** A session was opened: no connection has stood on it yet. */
  opened(): void
  /** The public state changes. */
  changed(next: ConnectionState, previous: ConnectionState): void
}

export interface AbsenceNeeds {
  readonly clock: Clock
  /** Milliseconds without a connection that are no news yet. */
  readonly lostAfter: number
  readonly log: Pick<Logger, 'warn'>
  readonly state: () => ConnectionState
  /** The absence has lasted for so long that people are told. */
  readonly onDue: (type: 'lost-due' | 'unreachable-due') => void
}

export function createAbsence({ clock, lostAfter, log, state, onDue }: AbsenceNeeds): Absence {
  let timer: Timer = null
  let hasStood = false
  let isWarned = false

  function due(): void {
    if (hasStood) return onDue('lost-due')
    onDue('unreachable-due')
    const now = state()
    if (now.status !== 'disconnected' || isWarned) return
    isWarned = true
    const { reason } = now
    // Failures of the token function have been logged already. Without a hint this is a production page.
    const isLogged = reason.hint === hint('token-function')
    if (reason.hint !== '' && !isLogged) log.warn(`Can't connect: ${reason.message}`, reason)
  }

  return {
    opened() {
      hasStood = false
    },
    changed(next, previous) {
      if (next.status === 'connected') hasStood = true
      if (next.status !== 'disconnected') clock.clearTimeout(timer)
      else if (previous.status !== 'disconnected') timer = clock.setTimeout(due, lostAfter)
    },
  }
}
