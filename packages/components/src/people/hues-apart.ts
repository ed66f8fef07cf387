import { hueOf } from './hue.ts'

/** Two hues closer than this many degrees look alike side by side. */
const closest = 20

/** The circle has no room for more hues that can be told apart. */
const most = 24

/**
 * Chooses hues for the people of a list so that neighbours on the circle differ, as far as there is room. A person gets
 * the hue of their id, or the middle of the widest gap if that hue is taken, and keeps it while others come and go. After
 * 24 people the others get none.
 *
 * @param before - the last result for this list; returned again when nothing changes
 */
export function huesApart(ids: readonly string[], before: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const present = new Set(ids)
  const hues = new Map([...before].filter(([id]) => present.has(id)))
  const newcomers = ids.filter((id) => !hues.has(id)).slice(0, most - hues.size)
  if (newcomers.length === 0 && hues.size === before.size) return before
  for (const id of newcomers) {
    const own = hueOf(id)
    const taken = [...hues.values()]
    hues.set(id, taken.every((hue) => distance(hue, own) >= closest) ? own : middleOfWidestGap(taken))
  }
  return hues
}

/** Degrees between two hues, the short way round. */
function distance(a: number, b: number): number {
  const around = Math.abs(a - b) % 360
  return Math.min(around, 360 - around)
}

function middleOfWidestGap(taken: readonly number[]): number {
  const sorted = taken.toSorted((a, b) => a - b)
  let widest = { start: 0, size: -1 }
  sorted.forEach((start, index) => {
    const next = sorted[index + 1] ?? (sorted[0] ?? 0) + 360
    if (next - start > widest.size) widest = { start, size: next - start }
  })
  return Math.round(widest.start + widest.size / 2) % 360
}
