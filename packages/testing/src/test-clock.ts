import type { Clock } from '@herenow/adapter'
import { settled } from './settled.ts'

/** A clock that stands still until the test moves it. */
export interface TestClock extends Clock {
  /** How many timers wait. 0 after a clean end. */
  readonly pending: number
  /**
   * Moves time by so many milliseconds. Timers that fall due run in their order, each at its own moment; before the
   * first and after each, everything that waits in microtasks runs.
   */
  advance(milliseconds: number): Promise<void>
  /** Lets time pass as a sleeping machine does: no timer runs. Those that fell due run late, at the next `advance`. */
  sleep(milliseconds: number): void
  /** Sets the wall clock to milliseconds since 1970. Durations don't notice. */
  setDate(milliseconds: number): void
}

interface Waiting {
  readonly at: number
  readonly callback: () => void
}

/** Timers at one moment beyond which a test is told of the endless loop instead of hanging in it. */
const mostAtOnce = 10_000

/** Makes a clock. `date`: the wall clock at its start, milliseconds since 1970; default 2026-01-01. */
export function createTestClock(date: number = Date.UTC(2026, 0, 1)): TestClock {
  const waiting = new Set<Waiting>()
  let now = 0
  let dateAtZero = date

  /** The earliest timer that is due by `end`; of several the one that was set first. */
  function nextDue(end: number): Waiting | undefined {
    let next: Waiting | undefined
    for (const timer of waiting) if (timer.at <= end && (next === undefined || timer.at < next.at)) next = timer
    return next
  }

  async function advance(milliseconds: number): Promise<void> {
    const end = now + milliseconds
    let atOnce = 0
    await settled()
    for (let next = nextDue(end); next !== undefined; next = nextDue(end)) {
      atOnce = next.at > now ? 0 : atOnce + 1
      if (atOnce > mostAtOnce) throw new Error(`More than ${mostAtOnce} timers ran at one moment: an endless loop`)
      now = Math.max(now, next.at)
      waiting.delete(next)
      next.callback()
      await settled()
    }
    now = end
  }

  return {
    now: () => now,
    date: () => dateAtZero + now,
    setTimeout(callback, delay) {
      const timer = { at: now + Math.max(0, delay), callback }
      waiting.add(timer)
      return timer
    },
    clearTimeout: (timer) => void waiting.delete(timer as Waiting),
    get pending() {
      return waiting.size
    },
    advance,
    sleep(milliseconds) {
      now += milliseconds
    },
    setDate(milliseconds) {
      dateAtZero = milliseconds - now
    },
  }
}
