import type { EngineQuery } from './engine.ts'

/** Offsets from `low` to `high`, both included; empty when `low > high`. */
export interface HistoryRange {
  readonly low: number
  readonly high: number
  /** Nothing is missing between the query's `after` and `low`. */
  readonly complete: boolean
}

interface Reach {
  readonly epoch: string
  readonly top: number
  readonly floor: number
}

const nothing: HistoryRange = { low: 1, high: 0, complete: false }

/**
 * The offsets that a query's positions leave. After a position of another epoch comes all there is, but not
 * seamlessly; before or up to one there is nothing.
 */
export function historyRange(query: EngineQuery, reach: Reach): HistoryRange {
  const { after, before, until } = query
  if (before !== undefined && before.epoch !== reach.epoch) return nothing
  if (until !== undefined && until.epoch !== reach.epoch) return nothing
  const high = Math.min(reach.top, (before?.offset ?? Infinity) - 1, until?.offset ?? Infinity)
  if (after === undefined) return { low: reach.floor + 1, high, complete: true }
  if (after.epoch !== reach.epoch) return { low: reach.floor + 1, high, complete: false }
  const complete = after.offset >= reach.floor && after.offset <= reach.top
  return { low: Math.max(after.offset, reach.floor) + 1, high, complete }
}
