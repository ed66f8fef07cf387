import { isDamage } from './sqlite-failure.ts'

/** Runs a read. `undefined`: the file is damaged where it reads, or nothing is there. */
export function unlessDamaged<T>(read: () => T | undefined): T | undefined {
  try {
    return read()
  } catch (error) {
    if (isDamage(error)) return undefined
    throw error
  }
}

/**
 * The first sound offset from `from` on, towards `end`; `null` when none is. Looks with growing steps and then between
 * the last two, since damage takes whole pages of a file: what stands between two damaged offsets counts as damaged.
 */
export function nextSound(from: number, end: number, isSound: (offset: number) => boolean): number | null {
  const direction = from <= end ? 1 : -1
  const isInside = (offset: number): boolean => (end - offset) * direction >= 0
  let damaged = from - direction
  let step = 1
  let found = from
  while (!isSound(found)) {
    damaged = found
    if (found === end) return null
    found += step * direction
    if (!isInside(found)) found = end
    step *= 2
  }
  while (Math.abs(found - damaged) > 1) {
    const middle = damaged + Math.trunc((found - damaged) / 2)
    if (isSound(middle)) found = middle
    else damaged = middle
  }
  return found
}
