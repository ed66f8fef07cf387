import type { Report } from './report.ts'
import { listenerFailed } from './report.ts'
import type { Unsubscribe } from './store.ts'

interface Entry<Args extends readonly unknown[]> {
  listener: ((...args: Args) => void) | null
}

/**
 * Listeners that can't harm each other: one that throws is reported, one that is removed during a round hears nothing
 * more, one that is added during a round waits for the next.
 */
export class Listeners<Args extends readonly unknown[]> {
  readonly #report: Report
  #entries: readonly Entry<Args>[] = []

  constructor(report: Report) {
    this.#report = report
  }

  get size(): number {
    return this.#entries.length
  }

  add(listener: (...args: Args) => void): Unsubscribe {
    const entry: Entry<Args> = { listener }
    this.#entries = [...this.#entries, entry]
    return () => {
      entry.listener = null
      this.#entries = this.#entries.filter((other) => other !== entry)
    }
  }

  emit(...args: Args): void {
    for (const entry of this.#entries) {
      try {
        entry.listener?.(...args)
      } catch (error) {
        this.#report(listenerFailed(error))
      }
    }
  }

  clear(): void {
    for (const entry of this.#entries) entry.listener = null
    this.#entries = []
  }
}
