import type { Clock } from '@herenow/adapter'
import type { HookName, HookOutcome, ServerMetrics } from '../metrics/server-metrics.ts'

/** Measures functions of the app. */
export class HookMeter {
  readonly #metrics: Pick<ServerMetrics, 'hookRan'>
  readonly #clock: Pick<Clock, 'now'>

  constructor(metrics: Pick<ServerMetrics, 'hookRan'>, clock: Pick<Clock, 'now'>) {
    this.#metrics = metrics
    this.#clock = clock
  }

  /** Runs `work`, and reads from its result, or from what it throws, what it came to. */
  async measure<T>(
    hook: HookName,
    work: () => Promise<T>,
    outcomeOf: { readonly result: (result: T) => HookOutcome; readonly error: (error: unknown) => HookOutcome },
  ): Promise<T> {
    const since = this.#clock.now()
    const note = (outcome: HookOutcome): void => this.#metrics.hookRan(hook, outcome, this.#clock.now() - since)
    try {
      const result = await work()
      note(outcomeOf.result(result))
      return result
    } catch (error) {
      note(outcomeOf.error(error))
      throw error
    }
  }
}
