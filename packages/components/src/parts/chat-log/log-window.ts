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
  rules: WindowRules,
): LogWindow<Row> {
  const found = followed(window, log)
  if (found === null) return newestWindow(log, rules.size)
  const fitted = rules.isPinned ? pinned(found, log, rules) : free(found, window, log, rules)
  return same(window, keep({ log, ...fitted }, rules.keptId))
}

/** `count` more rows at the start; what is too much leaves at the end. */
export function earlierWindow<Row extends Keyed>(
  window: LogWindow<Row>,
  count: number,
  { size, keptId }: WindowRules,
): LogWindow<Row> {
  const start = Math.max(0, window.start - count)
  const end = Math.min(window.end, start + size)
  return same(window, keep({ log: window.log, start, end }, keptId))
}

/** `count` more rows at the end; what is too much leaves at the start. */
export function laterWindow<Row extends Keyed>(
  window: LogWindow<Row>,
  count: number,
  { size, keptId }: WindowRules,
): LogWindow<Row> {
  const end = Math.min(window.log.length, window.end + count)
  const start = Math.max(window.start, end - size)
  return same(window, keep({ log: window.log, start, end }, keptId))
}

/** A window with this message in it: the same one if it is there, else one around it. */
export function windowAround<Row extends Keyed>(window: LogWindow<Row>, index: number, size: number): LogWindow<Row> {
  if (index >= window.start && index < window.end) return window
  const { log } = window
  const start = Math.max(0, Math.min(index - Math.floor(size / 2), log.length - size))
  return { log, start, end: Math.min(log.length, start + size) }
}

interface Range {
  readonly start: number
  readonly end: number
}

function pinned(found: Range, log: readonly Keyed[], { size, isHeld }: WindowRules): Range {
  return { start: isHeld ? found.start : Math.max(0, log.length - size), end: log.length }
}

function free(found: Range, before: LogWindow, log: readonly Keyed[], { size, isHeld }: WindowRules): Range {
  let { start, end } = found
  const room = (): number => Math.max(0, size - (end - start))
  if (before.end === before.log.length) end += Math.min(log.length - end, room())
  if (before.start === 0 && !isHeld) start -= Math.min(start, room())
  return { start, end }
}

/** Where the rows of a window are now. `null`: none of them is left. */
function followed(window: LogWindow, log: readonly Keyed[]): Range | null {
  if (window.log === log) return window
  const grown = log.length - window.log.length
  for (let first = window.start; first < window.end; first += 1) {
    const start = indexNear(log, window.log[first]?.id, [first, first + grown])
    if (start === -1) continue
    for (let last = window.end - 1; last >= first; last -= 1) {
      const end = indexNear(log, window.log[last]?.id, [last, last + grown])
      if (end !== -1) return { start, end: Math.max(start, end) + 1 }
    }
  }
  return null
}

/** Looks where a message would be after an append, a prepend or a trim, and only then everywhere. */
function indexNear(log: readonly Keyed[], id: string | undefined, guesses: readonly number[]): number {
  for (const guess of guesses) if (id !== undefined && log[guess]?.id === id) return guess
  return log.findLastIndex((row) => row.id === id)
}

function keep<Row extends Keyed>(window: LogWindow<Row>, keptId: string | null): LogWindow<Row> {
  if (keptId === null) return window
  const kept = window.log.findLastIndex((row) => row.id === keptId)
  if (kept === -1) return window
  return { ...window, start: Math.min(window.start, kept), end: Math.max(window.end, kept + 1) }
}

function same<Row extends Keyed>(before: LogWindow<Row>, after: LogWindow<Row>): LogWindow<Row> {
  return before.log === after.log && before.start === after.start && before.end === after.end ? before : after
}
