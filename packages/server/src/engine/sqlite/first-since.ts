/** Offsets `floor + 1` to `top`, all of which have a timestamp. */
export interface Offsets {
  readonly floor: number
  readonly top: number
}

/** The timestamp of an offset that is there. */
export type TimestampAt = (offset: number) => number

/**
 * The first offset whose timestamp isn't before `time`; `top + 1` when all are. Looks from the front with growing
 * steps, because what is asked for most often is how little has got too old since the last time.
 */
export function firstSince({ floor, top }: Offsets, time: number, timestampAt: TimestampAt): number {
  let low = floor + 1
  let step = 1
  while (low + step - 1 <= top && timestampAt(low + step - 1) < time) {
    low += step
    step *= 2
  }
  let high = Math.min(low + step - 1, top + 1)
  while (low < high) {
    const middle = (low + high) >>> 1
    if (timestampAt(middle) < time) low = middle + 1
    else high = middle
  }
  return low
}
