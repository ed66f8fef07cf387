import type { Position } from '@herenow/adapter'
import { adapterError } from '@herenow/adapter'

/** A place in a channel's stream as Centrifugo counts it. */
export interface NativePosition extends Position {
  readonly offset: number
}

/** Throws `invalid_argument` for what can't come from here: Centrifugo ends the connection of whoever asks for it. */
export function nativePosition({ epoch, offset }: Position): NativePosition {
  const isNative =
    typeof epoch === 'string' && typeof offset === 'number' && Number.isSafeInteger(offset) && offset >= 0
  if (isNative) return { epoch, offset }
  throw adapterError('invalid_argument', 'The position comes from another service.')
}
