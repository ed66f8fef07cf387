import type { ServerEventType } from './server-event.ts'
import { serverEventTypes } from './server-event.ts'

/** What became of the events of one name, since the server was made: one for each listener that they were for. */
export interface EventStats {
  /** Calls of listeners that are over, whatever came of them. */
  readonly told: number
  /** How many of them threw or rejected. */
  readonly failed: number
  /** How many of them were still running at their deadline. */
  readonly late: number
  /** Events that a listener wasn't told of, since too many waited for it. */
  readonly dropped: number
  /** Milliseconds that the calls took, all together. */
  readonly milliseconds: number
}

/** The same while it is counted. */
type EventCounts = { -readonly [Name in keyof EventStats]: EventStats[Name] }

/** Counts for every name of events. */
export type AllEventCounts = Readonly<Record<ServerEventType, EventCounts>>

/** Counts that begin now. */
export function newEventCounts(): AllEventCounts {
  const none = (): EventCounts => ({ told: 0, failed: 0, late: 0, dropped: 0, milliseconds: 0 })
  return {
    connect: none(),
    disconnect: none(),
    subscribe: none(),
    unsubscribe: none(),
    presence: none(),
    channel: none(),
    publish: none(),
  }
}

/** The counts as they are now. */
export function statsOf(counts: AllEventCounts): Readonly<Record<ServerEventType, EventStats>> {
  const copies = newEventCounts()
  for (const type of serverEventTypes) Object.assign(copies[type], counts[type])
  return copies
}
