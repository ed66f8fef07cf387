/** Below this nothing is gained by moving what is left. */
const few = 64

/** First in, first out, also where a hundred thousand wait: taking the first of an array moves all the others. */
export class Fifo<T extends object> {
  #items: T[] = []
  #taken = 0

  get size(): number {
    return this.#items.length - this.#taken
  }

  push(item: T): void {
    this.#items.push(item)
  }

  /** Takes the first; `undefined`: there is none. */
  take(): T | undefined {
    const first = this.#items[this.#taken]
    if (first === undefined) return undefined
    this.#taken += 1
    if (this.#taken >= few && this.#taken * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#taken)
      this.#taken = 0
    }
    return first
  }

  /** Forgets all others. */
  keep(isKept: (item: T) => boolean): void {
    this.#items = this.#items.slice(this.#taken).filter(isKept)
    this.#taken = 0
  }
}
