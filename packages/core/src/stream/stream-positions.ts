import type { AttachedEvent, Position } from '@herenow/adapter'

/** Orders positions. -1: `a` stands before `b`. `null`: they can't be compared. */
export type ComparePositions = (a: Position, b: Position) => -1 | 0 | 1 | null

/** How an attach continues our messages. */
type AttachResult =
  /** The service replays the messages after our position, if there are any. */
  | 'continues'
  /** The first attach: live messages start at its position. Earlier messages that were asked for by time don't come. */
  | 'begins'
  /** The messages between our position and the position of the attach don't come. */
  | 'hole'

/** A channel's three positions. `compare` decides which of two is later. */
export interface StreamPositions {
  /** Every message up to here was handed on, was known already, or was declared missing. */
  readonly current: Position | null
  /** Live messages have come without a hole since here. */
  readonly attach: Position | null
  /** We hand on the messages after this position; the log reads those before it from history. */
  readonly start: Position | null
  /**
   * Whether a message at `one` comes before `other`. Also `true` where they can't be compared; `false` for a message
   * without position.
   */
  precedes(one: Position | null, other: Position | null): boolean
  /** Before the channel was ever attached, its history was read up to `position`. */
  covered(position: Position): void
  /** `since`: where the first attach asked to begin. */
  attached(event: AttachedEvent, since: Position | Date | undefined): AttachResult
  /** Moves `current` to `position`, forwards, backwards or into another epoch. */
  moveTo(position: Position | null): void
  /** Moves `current` to `position` if that is later. An earlier or incomparable position changes nothing. */
  advanceTo(position: Position): void
  /** Moves `current` to `position`, unless `current` is that or later. Also moves where they can't be compared. */
  moveToAtLeast(position: Position): void
  /** Our position in the epoch of the attach, if that epoch continues ours; else `null`. */
  continuation(event: AttachedEvent): Position | null
  reset(): void
}

export function createStreamPositions(compare: ComparePositions): StreamPositions {
  let current: Position | null = null
  let attach: Position | null = null
  let start: Position | null = null
  let attachedBefore = false

  /** Whether `one` is `other`, or comes after it. */
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
    moveTo(position) {
      current = position
    },
    advanceTo(position) {
      if (!current || follows(position, current)) current = position
    },
    moveToAtLeast(position) {
      if (!current || !follows(current, position)) current = position
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
