import type { EventLoop } from '../env/server-env.ts'

/** Milliseconds of one turn of the event loop that go to what has just arrived, and as many to what has been put off. */
const share = 8

/**
 * Divides the event loop's time, so that no connection's work keeps the others waiting: what can't be done in this
 * turn is put off to later ones, first come, first served, with a look at every socket in between.
 */
export class Turns {
  readonly #loop: EventLoop
  #waiting: (() => void)[] = []
  #scheduled = false
  /** When this turn first took something in; `null`: it hasn't yet. */
  #since: number | null = null

  constructor(loop: EventLoop) {
    this.#loop = loop
  }

  /** Monotonic milliseconds. */
  now(): number {
    return this.#loop.now()
  }

  /** Whether this turn has time left for what has just arrived. */
  hasTime(): boolean {
    if (this.#since !== null) return this.#loop.now() - this.#since < share
    this.#since = this.#loop.now()
    this.#schedule()
    return true
  }

  /** Does `work` in a later turn. It should be short: it can't be interrupted. */
  later(work: () => void): void {
    this.#waiting.push(work)
    this.#schedule()
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    this.#loop.afterInput(this.#turn)
  }

  readonly #turn = (): void => {
    this.#scheduled = false
    this.#since = null
    const waiting = this.#waiting
    if (waiting.length === 0) return
    const started = this.#loop.now()
    let done = 0
    try {
      while (done < waiting.length && this.#loop.now() - started < share) waiting[done++]?.()
    } finally {
      // Also when one of them throws: the others have their turn.
      this.#waiting = waiting.slice(done)
      if (this.#waiting.length > 0) this.#schedule()
    }
  }
}
