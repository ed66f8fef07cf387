import { hueOf } from './hue.ts'

/** Hues closer than so many degrees look alike, beside each other. */
const closest = 30

/**
 * A hue for everyone in a list, so that no two look alike as far as the circle has room: each their own, and where that
 * is taken the middle of the widest gap. Who has one keeps it, whoever comes or goes.
 *
 * @param before - what this function returned for the list last; returned again when nothing changes
 */
export function huesApart(ids: readonly string[], before: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  if (ids.length === before.size && ids.every((id) => before.has(id))) return before
  const hues = new Map<string, number>()
  for (const id of ids) {
    const known = before.get(id)
    if (known !== undefined) hues.set(id, known)
  }
  const apart = Math.min(closest, 180 / ids.length)
  for (const id of ids) {
    if (hues.has(id)) continue
    const own = hueOf(id)
    const taken = [...hues.values()]
    hues.set(id, taken.every((hue) => distance(hue, own) >= apart) ? own : middleOfWidestGap(taken))
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
