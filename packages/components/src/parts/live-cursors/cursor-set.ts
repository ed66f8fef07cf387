import type { Member, UserInfo } from '@herenow/react'

/** A place: between 0 and 1 of the area's width and height, or in CSS pixels from its upper left corner. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** The place that somebody points at. */
export interface Cursor extends Point {
  readonly clientId: string
  readonly info: UserInfo | null
  /** The same person in the channel's presence, if they take part: for the colour, or anything else, in their state. */
  readonly member?: Member | null | undefined
}

/** A cursor, and when it last moved. */
interface SeenCursor {
  readonly cursor: Cursor
  readonly at: number
}

/** Everybody's cursors. Immutable; in the order in which they came. */
export type CursorSet = ReadonlyMap<string, SeenCursor>

export const noCursors: CursorSet = new Map()

/** The set after somebody moved. */
export function moved(set: CursorSet, cursor: Cursor, at: number): CursorSet {
  return new Map(set).set(cursor.clientId, { cursor, at })
}

/** The set without somebody's cursor. The same set when they had none. */
export function gone(set: CursorSet, clientId: string): CursorSet {
  if (!set.has(clientId)) return set
  const rest = new Map(set)
  rest.delete(clientId)
  return rest
}

/** The set without cursors that haven't moved for `idleMs`. The same set when there are none. */
export function withoutIdle(set: CursorSet, now: number, idleMs: number): CursorSet {
  const rest = new Map([...set].filter(([, { at }]) => now - at < idleMs))
  return rest.size === set.size ? set : rest
}

/** When the next cursor will have been still for `idleMs`; `null` when there is none. */
export function nextIdle(set: CursorSet, idleMs: number): number | null {
  return set.size === 0 ? null : Math.min(...[...set.values()].map(({ at }) => at)) + idleMs
}
