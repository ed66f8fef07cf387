/** How much a connection may do: so many per second, and a reserve for bursts. */
export interface Rate {
  readonly perSecond: number
  readonly burst: number
}

/**
 * A token bucket that may go into debt: what has arrived is handled, and the debt says for how long to read nothing
 * more. Pure data; times are the caller's monotonic milliseconds.
 */
export class TokenBucket {
  readonly #rate: Rate
  #tokens: number
  #at: number
  #inDebtSince: number | null = null

  constructor(rate: Rate, now: number) {
    this.#rate = rate
    this.#tokens = rate.burst
    this.#at = now
  }

  /** Takes `count` tokens and returns how many milliseconds to wait before taking more. */
  take(count: number, now: number): number {
    this.#refill(now)
    this.#tokens -= count
    if (this.#tokens >= 0) return 0
    this.#inDebtSince ??= now
    return Math.ceil((-this.#tokens / this.#rate.perSecond) * 1_000)
  }

  /** For how many milliseconds the bucket has not been half full since it first went into debt. */
  heldFor(now: number): number {
    this.#refill(now)
    return this.#inDebtSince === null ? 0 : now - this.#inDebtSince
  }

  /** Tokens that are missing. */
  debt(now: number): number {
    this.#refill(now)
    return Math.max(-this.#tokens, 0)
  }

  #refill(now: number): void {
    const gained = ((now - this.#at) / 1_000) * this.#rate.perSecond
    this.#tokens = Math.min(this.#rate.burst, this.#tokens + gained)
    this.#at = now
    if (this.#tokens >= this.#rate.burst / 2) this.#inDebtSince = null
  }
}
