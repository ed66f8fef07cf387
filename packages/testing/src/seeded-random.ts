import type { Random } from '@herenow/adapter'

/** Randomness that repeats: the same seed gives the same values. Not for anything that must stay secret. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0

  /** Marsaglia's xorshift over a Weyl sequence: short, and even enough for jitter and ids in tests. */
  function next(): number {
    state = (state + 0x9e37_79b9) >>> 0
    let value = state ^ (state >>> 16)
    value = Math.imul(value, 0x21f0_aaad)
    value ^= value >>> 15
    value = Math.imul(value, 0x735a_2d97)
    value ^= value >>> 15
    return (value >>> 0) / 2 ** 32
  }

  return {
    next,
    bytes: (count) => Uint8Array.from({ length: count }, () => Math.floor(next() * 256)),
  }
}
