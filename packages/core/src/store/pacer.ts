import type { Clock, Timer } from '@herenow/adapter'
import type { Report } from './report.ts'
import { listenerFailed } from './report.ts'

/** One frame of a 60 Hz display, in milliseconds. */
const interval = 16

/**
 * Decides when changed stores notify: at once after quiet, else at most every 16 ms, and all of them together, so that
 * React renders once. One per client.
 */
export interface Pacer {
  /** Runs `work`; what it marks is notified after it. Nests. */
  batch(work: () => void): void
  /** Has `publish` called at the next notification. `publish` must be the same function each time. */
  mark(publish: () => void): void
  /** Notifies what waits, at once; inside a batch that is left to its end. For what somebody has asked for and waits for. */
  flush(): void
  /** Notifies what waits, then lets go of the timer. */
  close(): void
}

export function createPacer(clock: Clock, report: Report): Pacer {
  const dirty = new Set<() => void>()
  let depth = 0
  let timer: Timer = null
  let last = -Infinity

  function settle(): void {
    if (depth > 0 || timer !== null || dirty.size === 0) return
    const wait = last + interval - clock.now()
    if (wait <= 0) flush()
    else timer = clock.setTimeout(flush, wait)
  }

  function flush(): void {
    cancel()
    const due = [...dirty]
    dirty.clear()
    last = clock.now()
    for (const publish of due) {
      try {
        publish()
      } catch (thrown) {
        // The other stores must not stand still for it.
        report(listenerFailed(thrown))
      }
    }
  }

  function cancel(): void {
    clock.clearTimeout(timer)
    timer = null
  }

  return {
    batch(work) {
      depth += 1
      try {
        work()
      } finally {
        depth -= 1
        settle()
      }
    },
    mark(publish) {
      dirty.add(publish)
      settle()
    },
    flush() {
      if (depth === 0) flush()
    },
    close() {
      flush()
      cancel()
      dirty.clear()
    },
  }
}
