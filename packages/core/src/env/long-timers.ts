import type { Clock, Timer } from '@herenow/adapter'

/** Milliseconds. Platforms run a timer that is longer at once. */
const longest = 2 ** 31 - 1

/** A wait that takes several timers; holds the present one. */
class LongTimer {
  current: Timer = null
}

/** The same clock, whose timers may wait for any time: longer waits are split, and one of `Infinity` never ends. */
export function withLongTimers(clock: Clock): Clock {
  function wait(timer: LongTimer, callback: () => void, milliseconds: number): void {
    timer.current =
      milliseconds > longest
        ? clock.setTimeout(() => wait(timer, callback, milliseconds - longest), longest)
        : clock.setTimeout(callback, milliseconds)
  }

  return {
    now: () => clock.now(),
    date: () => clock.date(),
    setTimeout(callback, milliseconds) {
      if (milliseconds <= longest) return clock.setTimeout(callback, milliseconds)
      const timer = new LongTimer()
      wait(timer, callback, milliseconds)
      return timer
    },
    clearTimeout: (timer) => clock.clearTimeout(timer instanceof LongTimer ? timer.current : timer),
  }
}
