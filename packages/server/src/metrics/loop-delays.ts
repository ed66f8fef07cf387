import type { Clock, Timer } from '@herenow/adapter'
import type { LoopWatch } from '../env/vitals.ts'
import type { Delay } from './delay-meter.ts'

/** Milliseconds between two readings. Whoever asks sooner gets the same one. */
const pace = 500
/** Milliseconds after which nobody is taken to look any more. */
const patience = 30_000

const nothing: Delay = { mean: 0, max: 0 }

/** How late the event loop comes to its timers. It is watched only while somebody asks, since each look wakes the process. */
export class LoopDelays {
  readonly #watchLoop: () => LoopWatch
  readonly #clock: Clock
  #watch: LoopWatch | null = null
  #last: Delay = nothing
  #readAt = 0
  #end: Timer = null

  constructor(watchLoop: () => LoopWatch, clock: Clock) {
    this.#watchLoop = watchLoop
    this.#clock = clock
  }

  /** Milliseconds since the reading before; nothing at the first one. */
  read(): Delay {
    this.#clock.clearTimeout(this.#end)
    this.#end = this.#clock.setTimeout(() => this.end(), patience)
    const now = this.#clock.now()
    if (this.#watch === null) {
      this.#watch = this.#watchLoop()
      this.#readAt = now
    } else if (now - this.#readAt >= pace) {
      const { mean, max } = this.#watch.delays()
      this.#last = { mean: mean * 1_000, max: max * 1_000 }
      this.#readAt = now
    }
    return this.#last
  }

  end(): void {
    this.#clock.clearTimeout(this.#end)
    this.#watch?.end()
    this.#watch = null
    this.#last = nothing
  }
}
