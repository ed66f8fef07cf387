import type { Point } from './cursor-set.ts'

/** The unit of places. `relative`: parts of the area, for areas that scale; `absolute`: CSS pixels. */
export type CursorMode = 'relative' | 'absolute'

/** The name of the signal that carries a cursor. */
export const cursorSignal = 'hn:cursor'

const unit: Readonly<Record<CursorMode, { readonly letter: string; readonly scale: number; readonly most: number }>> = {
  relative: { letter: 'r', scale: 10_000, most: 1 },
  absolute: { letter: 'a', scale: 1, most: 100_000 },
}

/** A place as a signal's data: a few bytes, since services allow no more than 64. `null`: nowhere. */
export function writePoint(point: Point | null, mode: CursorMode): unknown {
  const { letter, scale } = unit[mode]
  return point === null ? null : [letter, Math.round(point.x * scale), Math.round(point.y * scale)]
}

/** The place in a signal's data, within bounds; `null` for nowhere, another unit, or anything else. */
export function readPoint(data: unknown, mode: CursorMode): Point | null {
  const { letter, scale, most } = unit[mode]
  if (!Array.isArray(data) || data.length !== 3 || data[0] !== letter) return null
  const [, x, y]: readonly unknown[] = data
  if (!isNumber(x) || !isNumber(y)) return null
  const bounded = (value: number) => Math.min(most, Math.max(0, value / scale))
  return { x: bounded(x), y: bounded(y) }
}

function isNumber(value: unknown): value is number {
  return Number.isFinite(value)
}
