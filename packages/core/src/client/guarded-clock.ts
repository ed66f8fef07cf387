import type { Clock, Timer } from '@herenow/adapter'
import type { Guard } from './guarded-env.ts'

/** What a platform's timer can hold, in milliseconds; anything longer would fire at once. */
const longestTimer = 2 ** 31 - 1

interface Waiting {
  timer: Timer
}

/**
 * The clock of the outside world with timers of any length: long ones are chained, `Infinity` never ends. A callback
 * that throws is reported.
 */
export function guardedClock(clock: Clock, guard: Guard): Clock {
  let lastNow = 0
  let lastDate = 0

  function arm(waiting: Waiting, milliseconds: number, callback: () => void): void {
    if (milliseconds === Infinity) return
    const rest = milliseconds - longestTimer
    const due = (): void => (rest > 0 ? arm(waiting, rest, callback) : guard('A timer', undefined, callback))
    waiting.timer = guard('env.clock.setTimeout', null, () =>
      clock.setTimeout(due, Math.min(milliseconds, longestTimer)),
    )
  }

  return {
    now: () => (lastNow = guard('env.clock.now', lastNow, () => clock.now())),
    date: () => (lastDate = guard('env.clock.date', lastDate, () => clock.date())),
    setTimeout(callback, milliseconds) {
      const waiting: Waiting = { timer: null }
      arm(waiting, milliseconds, callback)
      return waiting
    },
    clearTimeout(timer) {
      if (!isWaiting(timer)) return
      guard('env.clock.clearTimeout', undefined, () => clock.clearTimeout(timer.timer))
    },
  }
}

/** Timers are opaque; ours are these. */
function isWaiting(timer: Timer): timer is Waiting {
  return typeof timer === 'object' && timer !== null && 'timer' in timer
}
