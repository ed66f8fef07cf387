import { lettersOf } from './letters.ts'

// What people see as one letter can be long (a family emoji has 11 units), but not endlessly so.
const longestLetter = 24
const longestName = 120

/** The first letters of a name's first and last word, as people see letters: emoji and accents stay whole. */
export function initials(name: string): string {
  const words = name.slice(0, longestName).trim().split(/\s+/)
  const first = words[0] ?? ''
  const last = words.length > 1 ? (words.at(-1) ?? '') : ''
  return (firstLetter(first) + firstLetter(last)).toUpperCase() || '?'
}

function firstLetter(word: string): string {
  // Brackets and quotes around a word are not its first letter.
  const bare = word.replace(/^[\p{P}\p{Z}]+/u, '') || word
  for (const { segment } of lettersOf(bare)) {
    return segment.length > longestLetter ? Array.from(segment).slice(0, 1).join('') : segment
  }
  return ''
}
