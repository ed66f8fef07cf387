interface Kept {
  readonly answer: unknown
  readonly until: number
}

/** Answers the same question the same for some time, as PubNub's here-now does for three seconds. */
export class HereNowCache {
  /** Milliseconds. */
  readonly #time: number
  readonly #answers = new Map<string, Kept>()

  constructor(time: number) {
    this.#time = time
  }

  get(question: string, answer: () => unknown): unknown {
    const now = performance.now()
    const known = this.#answers.get(question)
    if (known && now < known.until) return known.answer
    const fresh = answer()
    this.#answers.set(question, { answer: fresh, until: now + this.#time })
    return fresh
  }
}
