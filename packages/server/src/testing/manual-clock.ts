import type { Clock, Timer } from '@herenow/adapter'

interface Waiting {
  readonly at: number
  readonly order: number
  readonly callback: () => void
}

/** A clock that stands still until it is told to go on. Starts at a date of our time. */
export class ManualClock implements Clock {
  #startedAt: number
  readonly #waiting = new Set<Waiting>()
  #now = 0
  #order = 0

  constructor(date = 1_800_000_000_000) {
    this.#startedAt = date
  }

  now(): number {
    return this.#now
  }

  date(): number {
    return this.#startedAt + this.#now
  }

  setTimeout(callback: () => void, milliseconds: number): Timer {
    this.#order += 1
    const timer: Waiting = { at: this.#now + Math.max(milliseconds, 0), order: this.#order, callback }
    this.#waiting.add(timer)
    return timer
  }

  clearTimeout(timer: Timer): void {
    this.#waiting.delete(timer as Waiting)
  }

  /** Sets the wall clock back, as people and time servers do; the monotonic clock goes on. */
  setBack(milliseconds: number): void {
    this.#startedAt -= milliseconds
  }

  /** How many timers are pending. */
  get pending(): number {
    return this.#waiting.size
  }

  /** Goes on by so many milliseconds and runs what falls due, in order of time. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds
    for (let next = this.#due(end); next !== undefined; next = this.#due(end)) {
      this.#waiting.delete(next)
      this.#now = Math.max(this.#now, next.at)
      next.callback()
    }
    this.#now = end
  }

  #due(end: number): Waiting | undefined {
    const due = [...this.#waiting].filter((timer) => timer.at <= end)
    return due.sort((a, b) => a.at - b.at || a.order - b.order)[0]
  }
}
