import type { HeardChannel, StoredMessage } from '../record.ts'
import type { Violation } from './violation.ts'

/**
 * Holds what one client heard of a channel, attached from before the first message on, against the server's history:
 * promises 2 to 7.
 */
export function checkHeard(
  who: string,
  channel: string,
  heard: HeardChannel,
  stored: readonly StoredMessage[],
): readonly Violation[] {
  const violations: Violation[] = []
  const found = (promise: number, what: Violation['what'], details: string): void =>
    void violations.push({ promise, what, who, channel, details })

  const known = new Map<number, number>()
  // Of one that stands twice, which is told elsewhere, the first.
  for (const { key, offset } of stored) if (!known.has(key)) known.set(key, offset)
  const seen = new Set<number>()
  let before = 0
  heard.keys.forEach((key, index) => {
    const offset = heard.offsets[index] ?? Number.NaN
    if (seen.has(key)) return found(2, 'doubled', `message ${key} was heard again at ${offset}`)
    seen.add(key)
    if (!(offset > before)) found(3, 'out of order', `message ${key} at ${offset} was heard after ${before}`)
    before = offset
    const at = known.get(key)
    if (at === undefined) found(1, 'made up', `message ${key} at ${offset} is not in history`)
    else if (at !== offset) found(3, 'wrong position', `message ${key} was heard at ${offset} and stands at ${at}`)
  })
  for (const { from, to, count, last } of missingRanges(stored, seen)) {
    const marked = heard.gaps.some((gap) => marks(heard, gap, from, to))
    const range = `${count} messages from ${from} to ${to} were not heard`
    if (!marked) found(5, 'unmarked gap', `${range}, and no gap was declared there`)
    if (!marked || last) found(4, 'lost', range)
  }
  for (const gap of heard.gaps)
    found(5, 'marked gap', `a gap was declared after ${heard.offsets[gap - 1] ?? 'nothing'}`)
  violations.push(...checkLog(who, channel, heard))
  return violations
}

interface MissingRange {
  readonly from: number
  readonly to: number
  readonly count: number
  /** Nothing was heard after it. */
  readonly last: boolean
}

function missingRanges(stored: readonly StoredMessage[], seen: ReadonlySet<number>): readonly MissingRange[] {
  const ranges: MissingRange[] = []
  let from = 0
  let to = 0
  let count = 0
  for (const { key, offset } of stored) {
    if (seen.has(key)) {
      if (count > 0) ranges.push({ from, to, count, last: false })
      count = 0
      continue
    }
    if (count === 0) from = offset
    to = offset
    count += 1
  }
  if (count > 0) ranges.push({ from, to, count, last: true })
  return ranges
}

/** A gap was declared between the message before the range and the one after it. */
function marks({ offsets }: HeardChannel, gap: number, from: number, to: number): boolean {
  return (offsets[gap - 1] ?? 0) < from && (offsets[gap] ?? Number.POSITIVE_INFINITY) > to
}

/** The log is bounded: it shows the newest of what listeners heard. */
function checkLog(who: string, channel: string, { keys, log, unsent }: HeardChannel): readonly Violation[] {
  const violations: Violation[] = []
  const tail = keys.slice(keys.length - log.length)
  const differs = log.length > keys.length ? keys.length : log.findIndex((key, index) => key !== tail[index])
  if (differs !== -1) {
    const details = `of the ${log.length} newest, number ${differs} is ${log[differs]} in the log and ${tail[differs]} to listeners`
    violations.push({ promise: 6, what: 'log differs', who, channel, details })
  }
  if (log.length === 0 && keys.length > 0) {
    violations.push({ promise: 6, what: 'log differs', who, channel, details: 'the log is empty' })
  }
  for (const { key, error } of unsent) {
    const details = `message ${key} ${error === null ? 'was never settled' : `failed: ${error}`}`
    violations.push({ promise: 7, what: 'left unsent', who, channel, details })
  }
  return violations
}
