/** Runs work one after the other, in the order in which it was added. */
export class WorkLine {
  #last: Promise<void> = Promise.resolve()

  /** Settles as the work does. What fails doesn't hold back what comes after it. */
  add<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work)
    this.#last = done.then(
      () => {},
      () => {},
    )
    return done
  }

  /** Resolves when all that was added so far is done. */
  idle(): Promise<void> {
    return this.#last
  }
}
