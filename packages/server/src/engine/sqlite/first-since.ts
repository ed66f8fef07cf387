/** Offsets `floor + 1` to `top`, all of which have a time. */
export interface Offsets {
  readonly floor: number
  readonly top: number
}

/** A time of an offset that is there: one that never falls from offset to offset. */
export type TimeAt = (offset: number) => number

/**
 * The first offset whose time isn't before `time`; `top + 1` when all are. Looks from the front with growing
 * steps, because what is asked for most often is how little has got too old since the last time.
 */
export function firstSince({ floor, top }: Offsets, time: number, timeAt: TimeAt): number {
  let low = floor + 1
  let step = 1
  while (low + step - 1 <= top && timeAt(low + step - 1) < time) {
    low += step
    step *= 2
  }
  let high = Math.min(low + step - 1, top + 1)
  while (low < high) {
    const middle = (low + high) >>> 1
    if (timeAt(middle) < time) low = middle + 1
    else high = middle
  }
  return low
}
