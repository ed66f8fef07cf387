import { boundedDuration } from './bounded-duration.ts'
import type { Random } from './env.ts'

/** Milliseconds. A service that asks for less must make no busy loop. */
const shortestWish = 500

/**
 * Milliseconds to wait before something is tried again: a random part of `step`, which grows from one attempt to the
 * next. Where the service asked for a pause (`retryAfter`, from 0.5 s to a minute are followed), a random time comes on
 * top of it, so that clients that were told the same time don't come back together.
 */
export function retryPause(step: number, random: Random, retryAfter?: number): number {
  const wish = boundedDuration(retryAfter)
  if (wish === undefined) return random.next() * step
  const pause = Math.max(shortestWish, wish)
  return pause + random.next() * Math.max(step, pause / 4)
}

const longestStep = 15_000

/** The longest pause after so many refusals in a row, counted from 0: 0.5, 1, 2, 4, 8, then 15 s. Milliseconds. */
export function retryStep(refusals: number): number {
  return Math.min(500 * 2 ** refusals, longestStep)
}
