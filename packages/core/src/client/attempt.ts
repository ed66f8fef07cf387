import type { RealtimeError } from '@herenow/adapter'
import type { Report } from '../store/report.ts'
import { handled } from './errors.ts'

/** Runs `work`. A synchronous throw is reported, as nobody may wait for the promise, and returned as a rejection. */
export function attempt<T>(
  work: () => Promise<T>,
  toError: (thrown: unknown) => RealtimeError,
  report: Report,
): Promise<T> {
  try {
    return work()
  } catch (thrown) {
    const reason = toError(thrown)
    report(reason)
    return handled(Promise.reject(reason))
  }
}
