import type { Position } from '@herenow/adapter'

/**
 * Where an entry stands in its stream. `offset` of the contract's position is a text that sorts as the numbers do, with
 * the fingerprint of the entry behind it: by it a stream that was lost and made anew is told from the one before.
 */
export interface StreamPosition extends Position {
  readonly offset: string
}

/** An entry of a stream, by its number from 0 on. -1: before the first. */
export interface StreamPlace {
  readonly number: number
  /** Empty where the entry was never seen. */
  readonly fingerprint: string
}

/** Digits of the largest whole number that JavaScript holds exactly. */
const width = 16

const pattern = /^(-1|\d{16})\.([0-9a-z]*)$/

export function streamPosition(epoch: string, { number, fingerprint }: StreamPlace): StreamPosition {
  // A minus sorts before digits.
  return { epoch, offset: `${number < 0 ? '-1' : String(number).padStart(width, '0')}.${fingerprint}` }
}

/** `null`: not a position of this adapter. */
export function placeOf({ offset }: Position): StreamPlace | null {
  const [, digits, fingerprint = ''] = (typeof offset === 'string' && pattern.exec(offset)) || []
  return digits === undefined ? null : { number: Number(digits), fingerprint }
}

/** 32 bits that tell entries apart which stand at one offset of two streams (FNV-1a over code points). */
export function fingerprintOf(texts: readonly (string | undefined)[]): string {
  let hash = 0x81_1c_9d_c5
  for (const character of texts.join('\n')) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01_00_01_93)
  }
  return (hash >>> 0).toString(36)
}
