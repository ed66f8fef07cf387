import type { Clock } from '@herenow/adapter'
import type { Guard } from './guard.ts'

/** A clock that doesn't throw. Where the given one does, time stands still until it works again. */
export function guardedClock(clock: Clock, guard: Guard): Clock {
  let lastNow = 0
  let lastDate = 0
  return {
    now: () => (lastNow = guard('env.clock.now', lastNow, () => clock.now())),
    date: () => (lastDate = guard('env.clock.date', lastDate, () => clock.date())),
    setTimeout: (callback, milliseconds) =>
      guard('env.clock.setTimeout', null, () =>
        clock.setTimeout(() => guard('A timer', undefined, callback), milliseconds),
      ),
    clearTimeout: (timer) => guard('env.clock.clearTimeout', undefined, () => clock.clearTimeout(timer)),
  }
}
