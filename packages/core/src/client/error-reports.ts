import type { Logger, RealtimeError } from '@herenow/adapter'
import type { Listeners } from '../store/listeners.ts'
import { createListeners } from '../store/listeners.ts'
import type { Report } from '../store/report.ts'

/** Where errors go that no caller can be told. */
export interface ErrorReports {
  readonly listeners: Listeners<[RealtimeError]>
  readonly report: Report
  /** A new connection begins: it may fail with the same error as the one before, and that is news. */
  renew(): void
}

/**
 * Errors go to those who listen for them, and to the log when nobody does. What such a listener causes by itself goes
 * to the log as well: a listener that publishes for every error must not be called for ever.
 *
 * Each error is reported once a connection: its end also ends the channels and the messages that needed it.
 */
export function createErrorReports(log: Logger): ErrorReports {
  const listeners = createListeners<[RealtimeError]>((error) => log.error(error.message, error))
  let isTelling = false
  let reported = new WeakSet<RealtimeError>()
  return {
    listeners,
    report(error) {
      if (reported.has(error)) return
      reported.add(error)
      if (isTelling || listeners.size === 0) return log.warn(error.message, error)
      isTelling = true
      try {
        listeners.emit(error)
      } finally {
        isTelling = false
      }
    },
    renew() {
      reported = new WeakSet()
    },
  }
}
