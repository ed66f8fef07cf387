import type { Trouble } from '@herenow/server/api'

/** Something that goes wrong, and what this page has seen of it. */
export interface NotedTrouble extends Trouble {
  /** How often since the page was opened. */
  readonly here: number
  /** When it last happened, as far as the page has seen; `null`: before it was opened. */
  readonly lastAt: number | null
}

/** Takes in the troubles of a look, those first that happened last. `time`: when it was, in milliseconds since 1970. */
export function noteTroubles(
  before: readonly NotedTrouble[] | null,
  troubles: readonly Trouble[],
  time: number,
): readonly NotedTrouble[] {
  const known = new Map(before?.map((trouble) => [keyOf(trouble), trouble]))
  const noted = troubles.map((trouble): NotedTrouble => {
    const last = known.get(keyOf(trouble))
    // Of what is there at the first look nobody knows when it was.
    const counted = before === null ? trouble.count : (last?.count ?? 0)
    // A count that fell is of a server that was started again, or of events that were sent at last.
    const more = Math.max(trouble.count - counted, 0)
    return { ...trouble, here: (last?.here ?? 0) + more, lastAt: more > 0 ? time : (last?.lastAt ?? null) }
  })
  return noted.sort((a, b) => (b.lastAt ?? 0) - (a.lastAt ?? 0) || keyOf(a).localeCompare(keyOf(b)))
}

/** One for each kind and name. */
export function keyOf({ kind, name }: Trouble): string {
  return `${kind} ${name}`
}
