import type { Position } from './position.ts'

/**
 * Orders two positions of a service whose offsets grow within an epoch. -1: `a` stands before `b`. `null`: they can't be
 * compared, as their epochs differ.
 */
export function comparePositions(a: Position, b: Position): -1 | 0 | 1 | null {
  if (a.epoch !== b.epoch || typeof a.offset !== typeof b.offset) return null
  return a.offset < b.offset ? -1 : a.offset > b.offset ? 1 : 0
}
