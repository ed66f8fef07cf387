/** The first `most` of `items` in an order, found without sorting all of them. */
export function foremost<T>(items: Iterable<T>, most: number, compare: (a: T, b: T) => number): readonly T[] {
  let found: T[] = []
  let last: T | undefined
  for (const item of items) {
    if (last !== undefined && compare(item, last) >= 0) continue
    found.push(item)
    if (found.length < 2 * most) continue
    found = found.sort(compare).slice(0, most)
    last = found.at(-1)
  }
  return found.sort(compare).slice(0, most)
}
