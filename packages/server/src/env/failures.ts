import type { Logger } from '@herenow/adapter'

/** Takes in what no caller can be told and what must not end the process: logs and counts it. Never throws. */
export class Failures {
  /** The server's log. A log that throws is counted too, and disturbs nobody. */
  readonly log: Logger
  #count = 0

  constructor(log: Logger) {
    const guarded =
      (name: keyof Logger) =>
      (message: string, details?: unknown): void => {
        try {
          log[name](message, details)
        } catch {
          // Nobody is left to tell of it.
          this.#count += 1
        }
      }
    this.log = { debug: guarded('debug'), info: guarded('info'), warn: guarded('warn'), error: guarded('error') }
  }

  /** How many there were. */
  get count(): number {
    return this.#count
  }

  report(what: string, error: unknown): void {
    this.#count += 1
    this.log.error(what, { error })
  }

  /** `callback` as it may be handed to the runtime: what it throws is reported. */
  guard<Args extends readonly unknown[]>(what: string, callback: (...args: Args) => void): (...args: Args) => void {
    return (...args) => {
      try {
        callback(...args)
      } catch (error) {
        this.report(what, error)
      }
    }
  }
}
