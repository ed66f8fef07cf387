import type { Position } from '@herenow/adapter'
import { adapterError } from '@herenow/adapter'

/** A place in a channel's stream as Centrifugo counts it. */
export interface NativePosition extends Position {
  readonly offset: number
}

/** Throws `invalid_argument` for another service's. */
export function nativePosition({ epoch, offset }: Position): NativePosition {
  if (typeof offset === 'number') return { epoch, offset }
  throw adapterError('invalid_argument', 'The position comes from another service.')
}
