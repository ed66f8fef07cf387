/** All that a window needs to know of a message. */
interface Keyed {
  readonly id: string
}

/** The messages that are rows: from `start` up to, not including, `end`. */
export interface LogWindow<Row extends Keyed = Keyed> {
  readonly log: readonly Row[]
  readonly start: number
  readonly end: number
}

/** How a window follows its log. */
export interface WindowRules {
  /** So many rows at most. */
  readonly size: number
  /** The reader is at the end: new rows are followed, and old ones leave at the start. */
  readonly isPinned: boolean
  /** Nothing may be put or taken above the reader now. */
  readonly isHeld: boolean
  /** A message that stays a row whatever happens: the one that has the focus. */
  readonly keptId: string | null
}

/** The newest messages. */
export function newestWindow<Row extends Keyed>(log: readonly Row[], size: number): LogWindow<Row> {
  return { log, start: Math.max(0, log.length - size), end: log.length }
}

/**
 * The window of a log that has changed.
 *
 * Somebody who reads further up gets what fits, at both ends, and never loses what they see; the rest comes by
 * `earlierWindow` and `laterWindow` as they get near. The same object when nothing changed.
 */
export function fitWindow<Row extends Keyed>(
  window: LogWindow<Row>,
  log: readonly Row[],
  { size, isPinned, isHeld, keptId }: WindowRules,
): LogWindow<Row> {
  const rows = window.log === log ? [] : window.log.slice(window.start, window.end)
  let start = rows.length === 0 ? window.start : firstPlace(rows, log)
  if (start === -1) return newestWindow(log, size)
  let end = rows.length === 0 ? window.end : Math.max(start, firstPlace(rows.reverse(), log)) + 1
  const room = (): number => Math.max(0, size - (end - start))
  if (isPinned) end = log.length
  else if (window.end === window.log.length) end += Math.min(log.length - end, room())
  if (isPinned && !isHeld) start = Math.max(0, end - size)
  else if (window.start === 0 && !isHeld) start -= Math.min(start, room())
  return moved(window, { log, start, end }, keptId)
}

/** `count` more rows at the start; what is too much leaves at the end. */
export function earlierWindow<Row extends Keyed>(
  window: LogWindow<Row>,
  count: number,
  { size, keptId }: WindowRules,
): LogWindow<Row> {
  const start = Math.max(0, window.start - count)
  return moved(window, { ...window, start, end: Math.min(window.end, start + size) }, keptId)
}

/** `count` more rows at the end; what is too much leaves at the start. */
export function laterWindow<Row extends Keyed>(
  window: LogWindow<Row>,
  count: number,
  { size, keptId }: WindowRules,
): LogWindow<Row> {
  const end = Math.min(window.log.length, window.end + count)
  return moved(window, { ...window, start: Math.max(window.start, end - size), end }, keptId)
}

/** A window with this message in it: the same one if it is there, else one around it. */
export function windowAround<Row extends Keyed>(window: LogWindow<Row>, index: number, size: number): LogWindow<Row> {
  if (index >= window.start && index < window.end) return window
  const { log } = window
  const start = Math.max(0, Math.min(index - Math.floor(size / 2), log.length - size))
  return { log, start, end: Math.min(log.length, start + size) }
}

/** Where the first of these rows that is still there stands now; -1: none is. */
function firstPlace(rows: readonly Keyed[], log: readonly Keyed[]): number {
  for (const { id } of rows) {
    const place = placeOf(id, log)
    if (place !== -1) return place
  }
  return -1
}

/** From the end, where most readers are. */
function placeOf(id: string | null, log: readonly Keyed[]): number {
  return log.findLastIndex((row) => row.id === id)
}

/** The next window, with the row that has to stay; the same object as before when nothing changed. */
function moved<Row extends Keyed>(
  before: LogWindow<Row>,
  { log, start, end }: LogWindow<Row>,
  keptId: string | null,
): LogWindow<Row> {
  const kept = keptId === null ? -1 : placeOf(keptId, log)
  const next = kept === -1 ? { log, start, end } : { log, start: Math.min(start, kept), end: Math.max(end, kept + 1) }
  return before.log === log && before.start === next.start && before.end === next.end ? before : next
}
