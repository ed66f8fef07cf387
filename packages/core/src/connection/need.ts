import type { Clock, Timer } from '@herenow/adapter'
import type { Release } from '../store/store.ts'

/**
 * Counts who needs something. When the last lease is given back, and stays so for the linger, `onIdle` is called once;
 * a lease taken meanwhile cancels it, so that remounts make no traffic.
 */
export class Need {
  readonly #clock: Clock
  readonly #linger: number
  readonly #onIdle: () => void
  #leases = 0
  #held = false
  #timer: Timer = null

  constructor(clock: Clock, linger: number, onIdle: () => void) {
    this.#clock = clock
    this.#linger = linger
    this.#onIdle = onIdle
  }

  /** Nobody needs it, and no linger runs. */
  get idle(): boolean {
    return !this.wanted && this.#timer === null
  }

  /** Somebody needs it now. */
  get wanted(): boolean {
    return this.#held || this.#leases > 0
  }

  /** Somebody asked for it by hand. */
  get held(): boolean {
    return this.#held
  }

  /** `lingers: false`: a lease of something that has lingered itself. When it is the last, it doesn't linger again. */
  lease(lingers = true): Release {
    this.#cancel()
    this.#leases += 1
    let out = true
    return () => {
      if (!out) return
      out = false
      this.#leases -= 1
      if (this.wanted) return
      if (lingers) this.#timer = this.#clock.setTimeout(() => this.#expire(), this.#linger)
      else this.#onIdle()
    }
  }

  /** Needed by hand, until `clear`. */
  hold(): void {
    this.#cancel()
    this.#held = true
  }

  /** No longer needed by hand, nor lingering. Leases that are out stay counted, but bring nothing back by themselves. */
  clear(): void {
    this.#cancel()
    this.#held = false
  }

  #expire(): void {
    this.#timer = null
    this.#onIdle()
  }

  #cancel(): void {
    this.#clock.clearTimeout(this.#timer)
    this.#timer = null
  }
}
