import type { Clock, Timer } from '@herenow/adapter'
import { timings } from '../timings.ts'

/** Silent pings in a row after which a peer is dead. */
const mostUnanswered = 2

/** Pings a peer at intervals and notices when it has gone silent. Anything that it sends counts as life. */
export class Heartbeat {
  readonly #clock: Clock
  readonly #ping: () => void
  readonly #dead: () => void
  #alive = true
  #unanswered = 0
  #timer: Timer

  constructor(clock: Clock, ping: () => void, dead: () => void) {
    this.#clock = clock
    this.#ping = ping
    this.#dead = dead
    this.#timer = this.#schedule()
  }

  /** To be called for whatever arrives. */
  life(): void {
    this.#alive = true
  }

  end(): void {
    this.#clock.clearTimeout(this.#timer)
  }

  #schedule(): Timer {
    return this.#clock.setTimeout(() => {
      this.#unanswered = this.#alive ? 0 : this.#unanswered + 1
      this.#alive = false
      if (this.#unanswered >= mostUnanswered) {
        this.#dead()
        return
      }
      this.#timer = this.#schedule()
      this.#ping()
    }, timings.pingInterval)
  }
}
