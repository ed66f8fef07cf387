/** Names in one run; a longer one is split. Keeps an insertion from moving everything. */
const longestRun = 1_024

/**
 * A set of names that stays in order: adding, taking away and going on after a name cost no more than a search,
 * however many there are.
 */
export class SortedNames {
  /** Each sorted, none empty, and each before the next. */
  readonly #runs: string[][] = []
  #size = 0
  /** Changes with every change, so that who goes through the names finds its place again. */
  #version = 0

  get size(): number {
    return this.#size
  }

  /** Adds a name; one that is there already stays. */
  add(name: string): void {
    const at = this.#runOf(name)
    const run = this.#runs[at]
    if (run === undefined) {
      this.#runs.push([name])
      this.#changeSize(1)
      return
    }
    const place = firstFrom(run, name)
    if (run[place] === name) return
    run.splice(place, 0, name)
    this.#changeSize(1)
    if (run.length > longestRun) this.#runs.splice(at + 1, 0, run.splice(longestRun / 2))
  }

  delete(name: string): void {
    const at = this.#runOf(name)
    const run = this.#runs[at]
    if (run === undefined) return
    const place = firstFrom(run, name)
    if (run[place] !== name) return
    run.splice(place, 1)
    this.#changeSize(-1)
    if (run.length === 0) this.#runs.splice(at, 1)
  }

  /** The names after this one, in order; `null`: all. Names may come and go meanwhile: those that stay are all told. */
  *after(name: string | null): Generator<string, void, void> {
    let last = name
    for (;;) {
      const version = this.#version
      let at = last === null ? 0 : this.#runOf(last)
      let place = last === null ? 0 : firstFrom(this.#runs[at] ?? [], last)
      for (let found = this.#runs[at]?.[place]; version === this.#version; found = this.#runs[at]?.[place]) {
        if (found === undefined) {
          at += 1
          place = 0
          if (at >= this.#runs.length) return
          continue
        }
        place += 1
        if (found === last) continue
        last = found
        yield found
      }
    }
  }

  #changeSize(by: 1 | -1): void {
    this.#size += by
    this.#version += 1
  }

  /** The last run that starts at or before a name, else the first. */
  #runOf(name: string): number {
    let low = 0
    let high = this.#runs.length
    while (low < high) {
      const middle = (low + high) >> 1
      const first = this.#runs[middle]?.[0]
      if (first !== undefined && first <= name) low = middle + 1
      else high = middle
    }
    return Math.max(low - 1, 0)
  }
}

/** Where `name` stands in a sorted run, or would stand. */
function firstFrom(run: readonly string[], name: string): number {
  let low = 0
  let high = run.length
  while (low < high) {
    const middle = (low + high) >> 1
    const found = run[middle]
    if (found !== undefined && found < name) low = middle + 1
    else high = middle
  }
  return low
}
