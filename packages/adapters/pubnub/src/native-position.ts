import { adapterError, validTime } from '@herenow/adapter'
import type { Position } from '@herenow/adapter'
import { hint } from './hints.ts'

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

/** Before everything. */
export const zero: NativePosition = { epoch, offset: '0'.repeat(digits) }

/**
 * Where a timetoken of PubNub stands. Never counted with as a number: it has more digits than one holds. Throws
 * `connection_failed` for what is none: then something else has answered.
 */
export function positionOf(timetoken: unknown): NativePosition {
  const offset = String(timetoken)
  if (/^\d{17}$/.test(offset)) return { epoch, offset }
  throw adapterError('connection_failed', 'Something answers that is not PubNub.', {
    hint: hint('origin'),
    retryable: true,
  })
}

function placeOf(offset: bigint): NativePosition {
  return { epoch, offset: String(offset).padStart(digits, '0') }
}

/** After everything older than a moment, and before what stands there. */
export function positionBefore({ offset }: NativePosition): NativePosition {
  return placeOf(BigInt(offset) - 1n)
}

export function positionAfter({ offset }: NativePosition): NativePosition {
  return placeOf(BigInt(offset) + 1n)
}

/** The beginning of a millisecond since 1970. Throws `invalid_argument` for what is none. */
export function positionAt(time: number): NativePosition {
  const at = validTime(time)
  if (at === null || at < 0 || at > lastTime) {
    throw adapterError('invalid_argument', 'A time has to be in milliseconds since 1970.')
  }
  return placeOf(BigInt(at) * units)
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
