import type { Clock, Random } from '@herenow/adapter'
import { stableAfter } from './connection/machine.ts'
import { retryDelay } from './connection/retry-delay.ts'

/** Decides how long a channel waits that the server refused for now, or ended after it had attached it. */
export interface AttachRetries {
  /** There is a new socket: what was tried on others doesn't count. */
  reset(): void
  /** The server has attached it. */
  attached(): void
  /** The attachment has ended. Returns whether it is asked for again at once: the first time after it has held. */
  mayRetryAtOnce(): boolean
  /** Milliseconds until the next attempt. `retryAfter`: the server's wish. */
  pause(retryAfter: number | undefined): number
}

export function createAttachRetries(clock: Clock, random: Random): AttachRetries {
  /** Attempts in a row that didn't hold. */
  let retries = 0
  let attachedAt = 0

  return {
    reset() {
      retries = 0
    },
    attached() {
      attachedAt = clock.now()
    },
    mayRetryAtOnce() {
      if (clock.now() - attachedAt >= stableAfter) retries = 0
      if (retries > 0) return false
      retries = 1
      return true
    },
    pause(retryAfter) {
      const delay = retryDelay(retries, random, { retryAfter })
      retries += 1
      return delay
    },
  }
}
