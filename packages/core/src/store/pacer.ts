import type { Clock, Timer } from '@herenow/adapter'

/** One frame of a 60 Hz display, in milliseconds. */
const interval = 16

/**
 * Decides when changed stores notify: at once after quiet, else at most every 16 ms, and all of them together, so that
 * React renders once. One per client.
 */
export class Pacer {
  readonly #clock: Clock
  readonly #dirty = new Set<() => void>()
  #depth = 0
  #timer: Timer = null
  #last = -Infinity

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Runs `work`; what it marks is notified after it. Nests. */
  batch(work: () => void): void {
    this.#depth += 1
    try {
      work()
    } finally {
      this.#depth -= 1
      this.#settle()
    }
  }

  /** Has `publish` called at the next notification. `publish` must be the same function each time. */
  mark(publish: () => void): void {
    this.#dirty.add(publish)
    this.#settle()
  }

  /** Notifies what waits, then lets go of the timer. */
  close(): void {
    this.#flush()
    this.#cancel()
    this.#dirty.clear()
  }

  #settle(): void {
    if (this.#depth > 0 || this.#timer !== null || this.#dirty.size === 0) return
    const wait = this.#last + interval - this.#clock.now()
    if (wait <= 0) this.#flush()
    else this.#timer = this.#clock.setTimeout(() => this.#flush(), wait)
  }

  #cancel(): void {
    this.#clock.clearTimeout(this.#timer)
    this.#timer = null
  }

  #flush(): void {
    this.#cancel()
    const due = [...this.#dirty]
    this.#dirty.clear()
    this.#last = this.#clock.now()
    for (const publish of due) publish()
  }
}
