import type { Clock, Logger } from '@herenow/adapter'

/** Milliseconds between two lines about the same. */
const silence = 60_000
/** Things that are remembered; beyond it they share one line. */
const mostKeys = 100
const others = ''

/** Warns of what strangers can cause as often as they like, without filling the log. */
export class PacedWarnings {
  readonly #clock: Clock
  readonly #log: Logger
  /** When each may be named again, monotonic milliseconds. */
  readonly #silentUntil = new Map<string, number>()

  constructor(clock: Clock, log: Logger) {
    this.#clock = clock
    this.#log = log
  }

  /** The same `message` once a minute at most. */
  warn(message: string, hint: string | undefined, about: object = {}): void {
    const now = this.#clock.now()
    const key = this.#silentUntil.has(message) || this.#silentUntil.size < mostKeys ? message : others
    if ((this.#silentUntil.get(key) ?? 0) > now) return
    this.#silentUntil.set(key, now + silence)
    this.#log.warn(message, { ...about, ...(hint === undefined ? {} : { hint }) })
  }
}
