import type { Position } from '@herenow/adapter'
import { adapterError } from '@herenow/adapter'

/** A place in a channel: a message's serial, or what sorts where a message would. */
export interface NativePosition extends Position {
  readonly offset: string
}

/** Serials go on for ever, whatever happens to a connection, so that there is one epoch. */
const epoch = 'ably'

/** Digits in which serials begin: when the message was taken, in milliseconds since 1970. */
const timeDigits = 14

/** Where the message of a serial stands. `null`: Ably told none. */
export function positionOf(serial: string | null | undefined): NativePosition | null {
  return typeof serial === 'string' && serial !== '' ? { epoch, offset: serial } : null
}

/** After everything older than a message, and before the message itself. */
export function positionBefore(serial: string): NativePosition {
  return { epoch, offset: serial.slice(0, -1) }
}

/** Before everything that is taken from then on. */
export function positionAt(time: number): NativePosition {
  return { epoch, offset: String(Math.floor(time)).padStart(timeDigits, '0') }
}

/** When a message was taken, in milliseconds since 1970, where its serial says so. */
export function timeOf(offset: string): number | undefined {
  const digits = /^\d{14}(?=-|$)/.exec(offset)?.[0]
  return digits === undefined ? undefined : Number(digits)
}

/** Whether a message stands there, and not only a moment. */
export function isOfMessage({ offset }: NativePosition): boolean {
  return offset.length > timeDigits
}

/** A position of this adapter; `null`: of another epoch. Throws `invalid_argument` for another service's. */
export function nativePosition({ epoch: of, offset }: Position): NativePosition | null {
  if (typeof offset !== 'string') throw adapterError('invalid_argument', 'The position comes from another service.')
  return of === epoch ? { epoch, offset } : null
}
