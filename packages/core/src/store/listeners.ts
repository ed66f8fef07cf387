import type { Report } from './report.ts'
import { listenerFailed } from './report.ts'
import type { Unsubscribe } from './store.ts'

/**
 * Listeners that can't harm each other: one that throws is reported, one that is removed during a round hears nothing
 * more, one that is added during a round waits for the next.
 */
export interface Listeners<Args extends readonly unknown[]> {
  readonly size: number
  readonly add: (listener: (...args: Args) => void) => Unsubscribe
  readonly emit: (...args: Args) => void
  readonly clear: () => void
}

export function createListeners<Args extends readonly unknown[]>(report: Report): Listeners<Args> {
  const entries = new Set<(...args: Args) => void>()
  return {
    get size() {
      return entries.size
    },
    add(listener) {
      // Whoever adds a listener twice is called twice.
      const entry = (...args: Args): void => listener(...args)
      entries.add(entry)
      return () => void entries.delete(entry)
    },
    emit(...args) {
      for (const entry of Array.from(entries)) {
        try {
          if (entries.has(entry)) entry(...args)
        } catch (error) {
          report(listenerFailed(error))
        }
      }
    },
    clear: () => entries.clear(),
  }
}
