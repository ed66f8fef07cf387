import type { Logger } from '@herenow/adapter'

/** Takes in what no caller can be told and what must not end the process: logs and counts it. Never throws. */
export class Failures {
  /** The server's log. A log that throws is counted too, and disturbs nobody. */
  readonly log: Logger
  readonly #raw: Logger
  /** One for all that `of` makes. */
  readonly #counted: { count: number }

  /** `about` goes along with every line. */
  constructor(log: Logger, about: object | null = null, counted: { count: number } = { count: 0 }) {
    this.#raw = log
    this.#counted = counted
    const guarded =
      (name: keyof Logger) =>
      (message: string, details?: unknown): void => {
        try {
          log[name](message, about === null ? details : together(about, details))
        } catch {
          // Nobody is left to tell of it.
          this.#counted.count += 1
        }
      }
    this.log = { debug: guarded('debug'), info: guarded('info'), warn: guarded('warn'), error: guarded('error') }
  }

  /** How many there were. */
  get count(): number {
    return this.#counted.count
  }

  /** The same for one request or connection: each line says which. */
  of(about: object): Failures {
    return new Failures(this.#raw, about, this.#counted)
  }

  /** `about`: whose connection or request it was, as the log knows it. */
  report(what: string, error: unknown, about: object = {}): void {
    this.#counted.count += 1
    this.log.error(what, { ...about, error })
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

function together(about: object, details: unknown): object {
  if (details === undefined) return about
  const isRecord = typeof details === 'object' && details !== null && !Array.isArray(details)
  return isRecord && !(details instanceof Error) ? { ...about, ...details } : { ...about, details }
}
