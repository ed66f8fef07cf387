import type { Random } from '@herenow/adapter'
import { boundedDuration } from '@herenow/adapter'

/** Milliseconds. */
const firstStep = 250
const secondStep = 500
const longestStep = 15_000

export interface RetryDelayOptions {
  /** The server's wish, milliseconds. */
  readonly retryAfter?: number | undefined
  /** The user's fixed interval, milliseconds, in place of growing steps. */
  readonly interval?: number | undefined
}

/** The longest delay before retry number `retries`, counted from 0: 0.25, 0.5, 1, 2, 4, 8, then 15 s. */
export function retryStep(retries: number): number {
  return retries === 0 ? firstStep : Math.min(longestStep, secondStep * 2 ** (retries - 1))
}

/**
 * Milliseconds to wait before retry number `retries`, counted from 0: anywhere between nothing and the step, so that
 * clients that were cut together don't come back together. What the server asked for comes on top, up to a minute.
 */
export function retryDelay(retries: number, random: Random, options: RetryDelayOptions): number {
  const { interval } = options
  const pause = boundedDuration(options.retryAfter) ?? 0
  if (interval !== undefined) return Math.max(pause, interval * (0.5 + random.next() / 2))
  return pause + random.next() * Math.max(retryStep(retries), pause / 4)
}
