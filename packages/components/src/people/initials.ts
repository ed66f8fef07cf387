import { lettersOf } from './letters.ts'

// What people see as one letter can be long (a family emoji has 11 units), but not endlessly so.
const longestLetter = 24
const longestName = 120
/** Nothing joins a letter of these that another of them follows. Most names begin so, and asking `Intl` takes time. */
const plainStart = /^[\x21-\x7E](?:[\x21-\x7E]|$)/

/** The first letters of a name's first and last word, as people see letters: emoji and accents stay whole. */
export function initials(name: string): string {
  const [first = '', ...others] = name.slice(0, longestName).trim().split(/\s+/)
  return (firstLetter(first) + firstLetter(others.at(-1) ?? '')).toUpperCase() || '?'
}

function firstLetter(word: string): string {
  // Brackets and quotes around a word are not its first letter.
  const bare = word.replace(/^[\p{P}\p{Z}]+/u, '') || word
  if (plainStart.test(bare)) return bare.slice(0, 1)
  for (const { segment } of lettersOf(bare)) {
    const [start = ''] = segment
    return segment.length > longestLetter ? start : segment
  }
  return ''
}
