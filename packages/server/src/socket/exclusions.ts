import type { Clock } from '@herenow/adapter'
import { refusal } from '../refusal.ts'

interface Exclusion {
  readonly reason: string
  /** Monotonic milliseconds. */
  readonly until: number
}

/** So many clients can be kept out at once. */
const mostExcluded = 100_000

/** Clients that were put out for some time. In memory only: a restart of the server lets them in. */
export class Exclusions {
  readonly #clock: Pick<Clock, 'now'>
  readonly #most: number
  readonly #full: () => void
  readonly #byClient = new Map<string, Exclusion>()

  /** `full` is called when one more is refused. */
  constructor(clock: Pick<Clock, 'now'>, most: number = mostExcluded, full: () => void = () => {}) {
    this.#clock = clock
    this.#most = most
    this.#full = full
  }

  /** Keeps a client out for so many seconds; 0 lets it in again. Throws `rate_limited` when there are too many. */
  set(clientId: string, reason: string, seconds: number): void {
    this.#byClient.delete(clientId)
    if (seconds === 0) return
    if (this.#byClient.size >= this.#most) this.#forgetEnded()
    if (this.#byClient.size >= this.#most) {
      this.#full()
      throw tooMany(this.#most)
    }
    this.#byClient.set(clientId, { reason, until: this.#clock.now() + seconds * 1_000 })
  }

  /** Why a client is kept out, and for how many milliseconds more. `null`: it isn't. */
  find(clientId: string): { readonly reason: string; readonly left: number } | null {
    const found = this.#byClient.get(clientId)
    if (found === undefined) return null
    const left = found.until - this.#clock.now()
    if (left > 0) return { reason: found.reason, left: Math.ceil(left) }
    this.#byClient.delete(clientId)
    return null
  }

  #forgetEnded(): void {
    const now = this.#clock.now()
    for (const [clientId, { until }] of this.#byClient) if (until <= now) this.#byClient.delete(clientId)
  }
}

function tooMany(most: number): Error {
  return refusal('rate_limited', `${most} clients are kept out already.`, {
    retryable: true,
    hint: 'Keep clients out for a shorter time, or let your `auth` refuse their tokens.',
  })
}
