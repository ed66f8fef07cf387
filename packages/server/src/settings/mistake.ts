/** Something wrong in what was said to the command. */
export interface Mistake {
  /** Where it stands: a flag, an environment variable, or a file with line and column. */
  readonly place: string
  readonly problem: string
  /** What to do about it. */
  readonly fix: string
}

/** Ends a command that was told something wrong, with everything that is wrong. */
export class Mistakes extends Error {
  readonly list: readonly Mistake[]

  constructor(list: readonly Mistake[]) {
    super(`${list.length === 1 ? '1 mistake' : `${list.length} mistakes`}, so nothing was done.`)
    // Those of one file in the order of its lines.
    this.list = list.toSorted((a, b) => a.place.localeCompare(b.place, 'en', { numeric: true }))
  }
}

/** All mistakes as a terminal shows them, a paragraph each. */
export function listing({ message, list }: Mistakes): string {
  const paragraphs = list.map(({ place, problem, fix }) => `${place}\n  ${problem}\n  ${fix}\n`)
  return `herenow: ${message}\n\n${paragraphs.join('\n')}`
}
