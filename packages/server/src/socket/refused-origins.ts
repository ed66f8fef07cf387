import type { Clock, Logger } from '@herenow/adapter'

/** Milliseconds between two lines about one origin. */
const silence = 60_000
/** Origins that are remembered; beyond it they share one line. */
const mostOrigins = 100
const others = 'others'

/** Says which pages were refused, so that whoever runs the server learns why theirs doesn't connect. */
export class RefusedOrigins {
  readonly #clock: Clock
  readonly #log: Logger
  /** When each origin may be named again, monotonic milliseconds. */
  readonly #silentUntil = new Map<string, number>()

  constructor(clock: Clock, log: Logger) {
    this.#clock = clock
    this.#log = log
  }

  refused(origin: string): void {
    const now = this.#clock.now()
    const key = this.#silentUntil.has(origin) || this.#silentUntil.size < mostOrigins ? origin : others
    if ((this.#silentUntil.get(key) ?? 0) > now) return
    this.#silentUntil.set(key, now + silence)
    this.#log.warn(`The origin ${origin.slice(0, 200)} is not allowed`, {
      hint: 'List it in `origins` of the server. Without auth only pages of this machine may connect.',
    })
  }
}
