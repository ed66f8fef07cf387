import { adapterError, validTime } from '@herenow/adapter'
import type { Position } from '@herenow/adapter'

/** A moment, which is where a message stands, or nothing: 17 digits, so that texts sort as moments do. */
export interface NativePosition extends Position {
  readonly offset: string
}

/** There is one clock for all channels, and it never begins anew. */
const epoch = 'pubnub'

const digits = 17

/** The last one that fits. */
const lastTime = 9_999_999_999_999

/** Of a millisecond. */
const units = 10_000n

/** Where a timetoken stands. Never counted with as a number: it has more digits than one holds. */
export function positionOf(timetoken: string | number): NativePosition {
  return { epoch, offset: String(timetoken).padStart(digits, '0') }
}

/** After everything older than a moment, and before what stands there. */
export function positionBefore({ offset }: NativePosition): NativePosition {
  return positionOf(String(BigInt(offset) - 1n))
}

export function positionAfter({ offset }: NativePosition): NativePosition {
  return positionOf(String(BigInt(offset) + 1n))
}

/** The beginning of a millisecond since 1970. Throws `invalid_argument` for what is none. */
export function positionAt(time: number): NativePosition {
  const at = validTime(time)
  if (at === null || at < 0 || at > lastTime) {
    throw adapterError('invalid_argument', 'A time has to be in milliseconds since 1970.')
  }
  return positionOf(String(BigInt(at) * units))
}

/** Milliseconds since 1970. */
export function timeOf({ offset }: NativePosition): number {
  return Number(BigInt(offset) / units)
}

export function laterOf(one: NativePosition, other: NativePosition): NativePosition {
  return one.offset < other.offset ? other : one
}

/** A position of this adapter; `null`: of another epoch. Throws `invalid_argument` for another service's. */
export function nativePosition({ epoch: of, offset }: Position): NativePosition | null {
  if (of !== epoch) return null
  if (typeof offset === 'string' && /^\d{17}$/.test(offset)) return { epoch, offset }
  throw adapterError('invalid_argument', 'The position comes from another service.')
}
