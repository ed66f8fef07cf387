import type { AttachedEvent, Position } from '@herenow/adapter'

/** Orders positions. -1: `a` stands before `b`. `null`: they can't be compared. */
export type ComparePositions = (a: Position, b: Position) => -1 | 0 | 1 | null

/** What an attach means for where we stand. */
type AttachResult =
  /** The service replays what came meanwhile, or nothing did. */
  | 'continues'
  /** The first attach: everything from its position on will be told. To be asked for more by time was in vain. */
  | 'begins'
  /** Messages between where we stand and the position of the attach haven't been told. */
  | 'hole'

/** Where a channel's messages stand: those that were handed on, those that are told live, and the first of all. */
export interface StreamPositions {
  /** Up to here everything was handed on, was known already, or was declared missing. */
  readonly current: Position | null
  /** Where live messages began without a hole since. */
  readonly attach: Position | null
  /** Where everything that we hand on began. */
  readonly start: Position | null
  /** Whether a message at `one` belongs before `other`: also where they can't be compared. One without position belongs nowhere. */
  precedes(one: Position | null, other: Position | null): boolean
  /** History was read up to here before the channel was ever attached. */
  covered(position: Position): void
  /** `since`: where the first attach asked to begin. */
  attached(event: AttachedEvent, since: Position | Date | undefined): AttachResult
  /** A message at this position was handed on, or was a duplicate. Only a new one may lead back, or to another epoch. */
  passed(position: Position, isNew: boolean): void
  /** Nothing before `until` will come any more. */
  ended(until: Position): void
  /** The service goes on from here, whatever came before. */
  moved(until: Position | null): void
  /** Where we stand in the epoch of an attach, if that goes on from ours. */
  continuation(event: AttachedEvent): Position | null
  reset(): void
}

export function createStreamPositions(compare: ComparePositions): StreamPositions {
  let current: Position | null = null
  let attach: Position | null = null
  let start: Position | null = null
  let attachedBefore = false

  function follows(one: Position, other: Position | null): boolean {
    return other !== null && (compare(one, other) ?? -1) >= 0
  }

  return {
    get current() {
      return current
    },
    get attach() {
      return attach
    },
    get start() {
      return start
    },
    precedes: (one, other) => one !== null && !follows(one, other),
    covered(position) {
      current ??= position
    },
    attached({ position, recovered }, since) {
      const isFirst = !attachedBefore && !current
      attachedBefore = true
      if (recovered) {
        start ??= position
        current ??= position
        attach ??= position
        return 'continues'
      }
      attach = position
      if (isFirst) current = !since || since instanceof Date ? position : since
      start ??= current
      return isFirst && current === position ? 'begins' : 'hole'
    },
    passed(position, isNew) {
      if (isNew || !current || follows(position, current)) current = position
    },
    ended(until) {
      if (!current || !follows(current, until)) current = until
    },
    moved(until) {
      current = until
    },
    continuation({ position, continues }) {
      if (!current || !position || current.epoch !== continues?.epoch) return null
      const { offset } = compare(current, continues) === 1 ? continues : current
      return { epoch: position.epoch, offset }
    },
    reset() {
      current = null
      attach = null
      start = null
      attachedBefore = false
    },
  }
}
