import type { Turns } from '../socket/turns.ts'

/** Milliseconds of one go, before others have their turn. */
const share = 8

/**
 * The items for which something holds. There may be 100,000 of them, and patterns that take long for each: nobody else
 * waits for all. `items` must not change meanwhile.
 */
export async function filterInTurns<T>(
  turns: Pick<Turns, 'now' | 'later'>,
  items: readonly T[],
  holds: (item: T) => boolean,
): Promise<readonly T[]> {
  const found: T[] = []
  let since = turns.now()
  for (const item of items) {
    if (turns.now() - since >= share) {
      await new Promise<void>((resolve) => turns.later(resolve))
      since = turns.now()
    }
    if (holds(item)) found.push(item)
  }
  return found
}
