/** Seconds over which a rate is taken. */
export const rateSpan = 10
/** The one that is running comes on top. */
const places = rateSpan + 1

/** Counts what happens, second by second, and tells how often it did lately. */
export class RateMeter {
  readonly #counts = new Float64Array(places)
  #second = 0

  /** `now` in monotonic milliseconds, never less than before. */
  add(count: number, now: number): void {
    const place = this.#moveTo(now)
    this.#counts[place] = (this.#counts[place] ?? 0) + count
  }

  /** The mean of the last ten whole seconds. */
  perSecond(now: number): number {
    const running = this.#counts[this.#moveTo(now)] ?? 0
    const all = this.#counts.reduce((sum, count) => sum + count, 0)
    return (all - running) / rateSpan
  }

  /** Begins the seconds up to this one with nothing in them. Returns the place of this one. */
  #moveTo(now: number): number {
    const second = Math.floor(now / 1_000)
    const passed = Math.min(second - this.#second, places)
    for (let step = 0; step < passed; step += 1) this.#counts[(second - step) % places] = 0
    this.#second = second
    return second % places
  }
}
