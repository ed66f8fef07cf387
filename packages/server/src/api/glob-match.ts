import { refusal } from '../refusal.ts'

/** Whether a name matches a pattern, in which `*` stands for any characters and `?` for one. Throws for other signs. */
export function globMatch(pattern: string, name: string): boolean {
  if (/[[\]{}!\\]/.test(pattern)) {
    throw refusal('unsupported', 'not available: of patterns only `*` and `?` are understood here.')
  }
  // Goes on from the last star only: the worst pattern takes its length times that of the name.
  let [at, inName, star, afterStar] = [0, 0, -1, 0]
  while (inName < name.length) {
    if (pattern[at] === '*') {
      star = at
      afterStar = inName
      at += 1
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === name[inName])) {
      at += 1
      inName += 1
    } else if (star >= 0) {
      afterStar += 1
      at = star + 1
      inName = afterStar
    } else return false
  }
  while (pattern[at] === '*') at += 1
  return at === pattern.length
}
