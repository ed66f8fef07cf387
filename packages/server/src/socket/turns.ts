import type { EventLoop } from '../env/server-env.ts'

/**
 * Milliseconds of one turn of the event loop that go to what has just arrived, as many to short work that has been put
 * off, and as many to all else that has.
 */
const share = 8

/**
 * Divides the event loop's time, so that no connection's work keeps the others waiting: what can't be done in this
 * turn is put off to later ones, first come, first served, with a look at every socket in between. Short work doesn't
 * wait for long work: a hundred busy connections would keep the next small request waiting for a hundred of theirs.
 */
export class Turns {
  readonly #loop: EventLoop
  readonly #short: (() => void)[] = []
  readonly #waiting: (() => void)[] = []
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

  /** Does `work` at the end of this turn if it can, before all that `later` has put off. It must be very short. */
  soon(work: () => void): void {
    this.#short.push(work)
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
    try {
      this.#doSome(this.#short)
      this.#doSome(this.#waiting)
    } finally {
      // Also when one of them throws: the others have their turn.
      if (this.#short.length > 0 || this.#waiting.length > 0) this.#schedule()
    }
  }

  #doSome(queue: (() => void)[]): void {
    if (queue.length === 0) return
    const started = this.#loop.now()
    let done = 0
    try {
      while (done < queue.length && this.#loop.now() - started < share) queue[done++]?.()
    } finally {
      queue.splice(0, done)
    }
  }
}
