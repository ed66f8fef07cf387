import type { Clock, Logger } from '@herenow/adapter'

/** Milliseconds between two lines about the same. */
const silence = 60_000
/** Things that are remembered; beyond it those with the same hint share one line, and beyond twice as many all. */
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
    const key = this.#keyOf(message, hint)
    if ((this.#silentUntil.get(key) ?? 0) > now) return
    this.#silentUntil.set(key, now + silence)
    this.#log.warn(message, { ...about, ...(hint === undefined ? {} : { hint }) })
  }

  /** Hints are ours, messages are in part of strangers: who makes up a hundred of one kind must not hide the other kinds. */
  #keyOf(message: string, hint: string | undefined): string {
    const known = this.#silentUntil
    if (known.has(message) || known.size < mostKeys) return message
    const kind = `${others}\n${hint}`
    return known.has(kind) || known.size < 2 * mostKeys ? kind : others
  }
}
