import type { Member, UserInfo } from '@herenow/react'

/** A place: between 0 and 1 of the area's width and height, or in CSS pixels from its upper left corner. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** Where somebody points. */
export interface Cursor extends Point {
  readonly clientId: string
  readonly info: UserInfo | null
  /** The same person in the channel's presence, where they take part: for a colour or more in their state. */
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

/** Somebody points somewhere. */
export function moved(set: CursorSet, cursor: Cursor, at: number): CursorSet {
  return new Map(set).set(cursor.clientId, { cursor, at })
}

/** Somebody points nowhere any more. The same set when they didn't. */
export function gone(set: CursorSet, clientId: string): CursorSet {
  if (!set.has(clientId)) return set
  const rest = new Map(set)
  rest.delete(clientId)
  return rest
}

/** Without those that haven't moved for `idleMs`. The same set when there are none. */
export function withoutIdle(set: CursorSet, now: number, idleMs: number): CursorSet {
  const rest = new Map([...set].filter(([, { at }]) => now - at < idleMs))
  return rest.size === set.size ? set : rest
}

/** When the next one will have been idle for long enough; `null` when there is none. */
export function nextIdle(set: CursorSet, idleMs: number): number | null {
  return set.size === 0 ? null : Math.min(...[...set.values()].map(({ at }) => at)) + idleMs
}
