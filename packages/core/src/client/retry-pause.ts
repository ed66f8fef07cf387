import type { Random } from '@herenow/adapter'

/** Milliseconds. */
const shortestRetryAfter = 500
const longestRetryAfter = 60_000
const firstStep = 500
const longestStep = 15_000

/**
 * Milliseconds to wait before a request is made again. `attempt`: refusals in a row before this one. `retryAfter`: the
 * service's wish. The one place where the core takes a duration from outside: 0, NaN or a month must make no busy loop.
 */
export function retryPause(attempt: number, random: Random, retryAfter?: number): number {
  const backoff = Math.min(firstStep * 2 ** attempt, longestStep) * random.next()
  return retryAfter === undefined ? backoff : Math.max(clampedRetryAfter(retryAfter), backoff)
}

function clampedRetryAfter(milliseconds: number): number {
  // NaN is not greater than anything.
  return milliseconds > shortestRetryAfter ? Math.min(milliseconds, longestRetryAfter) : shortestRetryAfter
}
