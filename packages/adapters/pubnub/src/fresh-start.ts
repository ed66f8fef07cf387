import type { Clock, RealtimeError } from '@herenow/adapter'
import { after } from '@herenow/adapter'
import { positionOf } from './native-position.ts'
import { requestError } from './service-error.ts'

export interface FreshStartNeeds {
  readonly clock: Clock
  /** Asks PubNub for the present moment. */
  readonly now: () => Promise<{ readonly timetoken: string | number }>
  /** Has PubNub deliver what comes after it. */
  readonly start: (timetoken: string) => void
  readonly onFailed: (reason: RealtimeError) => void
}

/** Listening from the present moment on, where the SDK could not read what came before. */
export interface FreshStart {
  readonly request: () => void
  /** The connection is gone: the next one begins by itself. */
  readonly drop: () => void
}

/** Milliseconds between two: whoever sends what can't be read can send it again. */
const pause = 1_000

export function createFreshStart({ clock, now, start, onFailed }: FreshStartNeeds): FreshStart {
  let isRequested = false
  let last = -pause
  /** Answers for an earlier connection are nobody's business any more. */
  let round = 0
  let cancelTimer = (): void => {}

  function begin(): void {
    last = clock.now()
    const own = round
    const done = (work: () => void): void => {
      if (own !== round) return
      isRequested = false
      work()
    }
    now()
      .then(({ timetoken }) => {
        const { offset } = positionOf(timetoken)
        done(() => start(offset))
      })
      .catch((thrown: unknown) => done(() => onFailed(requestError(thrown))))
  }

  return {
    request() {
      if (isRequested) return
      isRequested = true
      cancelTimer = after(clock, Math.max(0, last + pause - clock.now()), begin)
    },
    drop() {
      round += 1
      isRequested = false
      cancelTimer()
    },
  }
}
