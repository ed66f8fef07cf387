import type { Clock, Timer } from '@herenow/adapter'
import { timings } from '../timings.ts'

/** Fewer bytes than that in the time of `timings.trickle` are a trickle. */
const trickleBytes = 16_384

/** Whose peer is watched. */
export interface DrainOwner {
  /** It takes hardly anything. */
  trickles(): void
}

/**
 * Notices a peer that takes bytes so slowly that it costs a socket without being of use: it stays below its budget and
 * answers pings, so nothing else would.
 */
export class DrainWatch {
  readonly #clock: Clock
  readonly #buffered: () => number
  readonly #owner: DrainOwner
  #written = 0
  /** Bytes that had been taken when the present time began. */
  #takenBefore = 0
  /** When that was, in monotonic milliseconds. */
  #since = 0
  #timer: Timer = null

  /** `buffered` tells how many bytes the peer hasn't taken yet. */
  constructor(clock: Clock, buffered: () => number, owner: DrainOwner) {
    this.#clock = clock
    this.#buffered = buffered
    this.#owner = owner
  }

  /** To be called after so many bytes were written. Under load that is often: a timer that runs is left alone. */
  wrote(bytes: number): void {
    this.#written += bytes
    const waiting = this.#buffered()
    if (waiting === 0) return
    // All that was written before has been taken.
    if (waiting <= bytes || this.#timer === null) this.#startAgain()
    if (this.#timer === null) this.#wait(timings.trickle)
  }

  end(): void {
    this.#clock.clearTimeout(this.#timer)
    this.#timer = null
  }

  #startAgain(): void {
    this.#takenBefore = this.#written - this.#buffered()
    this.#since = this.#clock.now()
  }

  #wait(milliseconds: number): void {
    this.#timer = this.#clock.setTimeout(() => {
      this.#timer = null
      this.#look()
    }, milliseconds)
  }

  #look(): void {
    const waiting = this.#buffered()
    if (waiting === 0) return
    const left = this.#since + timings.trickle - this.#clock.now()
    if (left > 0) {
      this.#wait(left)
    } else if (this.#written - waiting - this.#takenBefore < trickleBytes) {
      this.#owner.trickles()
    } else {
      this.#startAgain()
      this.#wait(timings.trickle)
    }
  }
}
