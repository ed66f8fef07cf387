import type { RealtimeError } from '@herenow/adapter'
import { refusal } from './refusal.ts'

/** The known name that `name` most likely means, or `null` when none is close. */
function closestName(name: string, known: readonly string[]): string | null {
  let best: string | null = null
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase())
    if (distance >= bestDistance) continue
    best = candidate
    bestDistance = distance
  }
  // Somebody may have left out the end of a longer name.
  return best ?? (name.length < 3 ? null : (known.find((candidate) => candidate.startsWith(name)) ?? null))
}

/** Throws `invalid_argument` for the first property of `given` that isn't known. */
export function assertKnownNames(what: string, given: object, known: readonly string[]): void {
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) throw unknownName(what, name, known)
  }
}

/** The error for a name that isn't known: lists those that are. */
export function unknownName(what: string, name: string, known: readonly string[]): RealtimeError {
  const closest = closestName(name, known)
  const suggestion = closest === null ? '' : `Did you mean ${closest}? `
  return refusal('invalid_argument', `Unknown ${what} "${name}".`, { hint: `${suggestion}Known: ${known.join(', ')}.` })
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      current.push(Math.min(replaced, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1))
    }
    previous = current
  }
  return previous[b.length] ?? 0
}
