import type { EngineQuery } from './engine.ts'

/** Offsets from `low` to `high`, both included; empty when `low > high`. */
export interface HistoryRange {
  readonly low: number
  readonly high: number
  /** Nothing is missing between these offsets and the positions that the query names. */
  readonly complete: boolean
}

/** What positions mean in a channel. */
export interface Reach {
  readonly epoch: string
  readonly top: number
  readonly floor: number
  /** The epoch before, and up to which offset the channel is the same in both. */
  readonly previous?: { readonly epoch: string; readonly kept: number } | undefined
}

interface Bound {
  readonly offset: number
  /** The position means exactly this offset. */
  readonly isExact: boolean
}

const nothing: HistoryRange = { low: 1, high: 0, complete: false }

/**
 * The offsets that a query's positions leave. A position of the epoch before stands where the channel went on from it.
 * After a position of any other epoch comes all there is, but not seamlessly; before or up to one there is nothing.
 */
export function historyRange(query: EngineQuery, reach: Reach): HistoryRange {
  const before =
    query.before === undefined ? null : boundOf({ ...query.before, offset: query.before.offset - 1 }, reach)
  const until = query.until === undefined ? null : boundOf(query.until, reach)
  if (before === undefined || until === undefined) return nothing
  const high = Math.min(reach.top, before?.offset ?? Infinity, until?.offset ?? Infinity)
  const isExact = before?.isExact !== false && until?.isExact !== false
  if (query.after === undefined) return { low: reach.floor + 1, high, complete: isExact }
  const after = boundOf(query.after, reach)
  if (after === undefined) return { low: reach.floor + 1, high, complete: false }
  // After the last offset of the epoch before, messages may have been lost.
  const isReached = query.after.epoch === reach.epoch && after.offset >= reach.floor && after.offset <= reach.top
  return { low: Math.max(after.offset, reach.floor) + 1, high, complete: isReached && isExact }
}

/** `undefined`: the position is of an epoch that nothing is known of. */
function boundOf(position: { readonly epoch: string; readonly offset: number }, reach: Reach): Bound | undefined {
  const { epoch, offset } = position
  if (epoch === reach.epoch) return { offset, isExact: true }
  const { previous } = reach
  if (previous === undefined || epoch !== previous.epoch) return undefined
  return { offset: Math.min(offset, previous.kept), isExact: offset <= previous.kept }
}
