/** Seconds that are looked back on. */
const span = 10
/** The one that is running comes on top. */
const places = span + 1

/** How long something took lately, in milliseconds. Nothing: 0. */
export interface Delay {
  readonly mean: number
  readonly max: number
}

/** Notes how long things take, second by second, and tells of the last ten whole seconds and the one that is running. */
export class DelayMeter {
  readonly #sums = new Float64Array(places)
  readonly #counts = new Float64Array(places)
  readonly #longest = new Float64Array(places)
  #second = 0

  /** `now` in monotonic milliseconds, never less than before. */
  note(milliseconds: number, now: number): void {
    const place = this.#moveTo(now)
    this.#sums[place] = (this.#sums[place] ?? 0) + milliseconds
    this.#counts[place] = (this.#counts[place] ?? 0) + 1
    this.#longest[place] = Math.max(this.#longest[place] ?? 0, milliseconds)
  }

  recent(now: number): Delay {
    this.#moveTo(now)
    const sum = (numbers: Float64Array): number => numbers.reduce((all, each) => all + each, 0)
    const count = sum(this.#counts)
    return { mean: count === 0 ? 0 : sum(this.#sums) / count, max: Math.max(...this.#longest) }
  }

  /** Begins the seconds up to this one with nothing in them. Returns the place of this one. */
  #moveTo(now: number): number {
    const second = Math.floor(now / 1_000)
    const passed = Math.min(second - this.#second, places)
    for (let step = 0; step < passed; step += 1) {
      const place = (second - step) % places
      for (const numbers of [this.#sums, this.#counts, this.#longest]) numbers[place] = 0
    }
    this.#second = second
    return second % places
  }
}
