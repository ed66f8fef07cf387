import type { Random } from '@herenow/adapter'
import { boundedDuration, retryPause, retryStep } from '@herenow/adapter'

/**
 * Milliseconds, the longest wait for a server on this machine. It was stopped by the one who waits for it, nothing else
 * comes back together with us, and an attempt costs next to nothing.
 */
export const longestOnThisMachine = 2_000

/** Milliseconds. The first retry comes almost at once: most losses are blips. */
const firstStep = 250

export interface RetryDelayOptions {
  /** The server's wish, milliseconds. */
  readonly retryAfter?: number | undefined
  /** The user's fixed interval, milliseconds, in place of growing steps. */
  readonly interval?: number | undefined
  /** Milliseconds that no wait of our own exceeds. Default: the last step, 15 s. */
  readonly longest?: number | undefined
}

/** The longest delay before retry number `retries`, counted from 0: 0.25, 0.5, 1, 2, 4, 8, then 15 s. */
export function reconnectStep(retries: number): number {
  return retries === 0 ? firstStep : retryStep(retries - 1)
}

/**
 * Milliseconds to wait before retry number `retries`, counted from 0: anywhere between nothing and the step, so that
 * clients that were cut together don't come back together. What the server asked for comes on top, up to a minute.
 */
export function retryDelay(retries: number, random: Random, options: RetryDelayOptions): number {
  const { interval, retryAfter, longest = Infinity } = options
  const asked = boundedDuration(retryAfter) ?? 0
  if (interval !== undefined) return Math.max(asked, interval * (0.5 + random.next() / 2))
  const pause = retryPause(Math.min(reconnectStep(retries), longest), random, retryAfter)
  return asked > longest ? pause : Math.min(pause, longest)
}
