/** Lets a value through at once after a pause, and then the latest one after each interval. */
export interface Throttle<T> {
  readonly push: (value: T) => void
  /** Drops what waits. */
  readonly stop: () => void
}

/**
 * Sends values at most once an interval, the latest at the end of each.
 *
 * @param interval - milliseconds, asked for each time
 */
export function createThrottle<T>(send: (value: T) => void, interval: () => number): Throttle<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  let passWaiting: (() => void) | undefined
  const rest = () => {
    const passNext = passWaiting
    stop()
    passNext?.()
  }
  const pass = (value: T) => {
    timer = setTimeout(rest, interval())
    send(value)
  }
  const stop = () => {
    clearTimeout(timer)
    timer = passWaiting = undefined
  }
  return {
    push: (value) => {
      if (timer === undefined) pass(value)
      else passWaiting = () => pass(value)
    },
    stop,
  }
}
