import type { Clock, Random, Timer } from '@herenow/adapter'
import { retryPause, retryStep } from '@herenow/adapter'

/** When a channel's messages leave again after the service has said "not now". */
export interface OutboxRetry {
  /** Nothing leaves: all in flight must be answered first, and the pause be over. */
  readonly isWaiting: boolean
  /** The service refused a message for now. */
  wait(retryAfter: number | undefined): void
  /** Nothing is in flight any more: the pause begins. */
  plan(): void
  /** The service took a message. */
  granted(): void
  cancel(): void
}

/** `onDue`: messages may leave again. */
export function createOutboxRetry(clock: Clock, random: Random, onDue: () => void): OutboxRetry {
  let isWaiting = false
  let refusals = 0
  /** The longest pause that was asked for. */
  let asked: number | undefined
  let timer: Timer = null

  return {
    get isWaiting() {
      return isWaiting
    },
    wait(retryAfter) {
      isWaiting = true
      if (retryAfter !== undefined) asked = asked === undefined ? retryAfter : Math.max(asked, retryAfter)
    },
    plan() {
      clock.clearTimeout(timer)
      const pause = retryPause(retryStep(refusals), random, asked)
      asked = undefined
      refusals += 1
      timer = clock.setTimeout(() => {
        isWaiting = false
        onDue()
      }, pause)
    },
    granted() {
      refusals = 0
    },
    cancel() {
      clock.clearTimeout(timer)
      isWaiting = false
      asked = undefined
    },
  }
}
