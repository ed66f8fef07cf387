import type { Clock, Timer } from '@herenow/adapter'
import { longestTimer } from '../timings.ts'

/** Tells when a token has ended. */
export class TokenExpiry {
  readonly #clock: Clock
  readonly #ended: () => void
  /** Monotonic milliseconds: setting the wall clock neither ends nor prolongs a token. */
  #endsAt = Infinity
  #timer: Timer = null
  #isOver = false

  constructor(clock: Clock, ended: () => void) {
    this.#clock = clock
    this.#ended = ended
  }

  /** Takes the end of the present token, in milliseconds since 1970; `null`: it has none. Returns what is left of it. */
  set(expiresAt: number | null): number | null {
    this.#clock.clearTimeout(this.#timer)
    this.#timer = null
    if (expiresAt === null) return null
    const left = Math.max(expiresAt - this.#clock.date(), 0)
    this.#endsAt = this.#clock.now() + left
    // The check of a token may end after the socket has.
    if (!this.#isOver) this.#wait()
    return left
  }

  end(): void {
    this.#isOver = true
    this.#clock.clearTimeout(this.#timer)
    this.#timer = null
  }

  #wait(): void {
    const left = this.#endsAt - this.#clock.now()
    this.#timer = this.#clock.setTimeout(
      () => {
        if (this.#endsAt > this.#clock.now()) this.#wait()
        else this.#ended()
      },
      Math.min(Math.max(left, 0), longestTimer),
    )
  }
}
