import { lettersOf } from '../../people/letters.ts'

const most = 100
const least = 20

/** How many letters a text has, as people see letters: a family emoji is one. */
export function countLetters(text: string): number {
  let count = 0
  for (const _ of lettersOf(text)) count += 1
  return count
}

/**
 * How many letters still fit, negative when there are too many; `null` while there is plenty of room.
 *
 * Plenty is more than a tenth of it all, or at least 20 and at most 100 letters.
 */
export function roomLeft(text: string, maxLength: number): number | null {
  const plenty = Math.min(most, Math.max(least, maxLength / 10))
  // No text has more letters than units, and units needn't be counted: nearly every key ends here.
  if (text.length < maxLength - plenty) return null
  const left = maxLength - countLetters(text)
  return left > plenty ? null : left
}
