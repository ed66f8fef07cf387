/** A value at a time. */
export interface Point {
  /** Milliseconds since 1970. */
  readonly time: number
  readonly value: number
}

/** What a plot shows: from a time on, up to a value, in a box of so many units. */
export interface Frame {
  readonly from: number
  readonly to: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Milliseconds without a value after which a line is broken: nobody looked, or the server was away. */
const longestGap = 5_000

/** The path of a line through points, in the units of an SVG. Empty without any. */
export function plotLine(points: readonly Point[], { from, to, top, width, height }: Frame): string {
  let last = -Infinity
  return points
    .map(({ time, value }) => {
      const x = ((time - from) / (to - from)) * width
      const y = height - (Math.min(value, top) / top) * height
      const isBroken = time - last > longestGap
      last = time
      return `${isBroken ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`
    })
    .join('')
}

/** The next number from 1, 2 or 5 times a power of ten that holds `most`; at least 1. */
export function roundTop(most: number): number {
  if (most <= 1) return 1
  const power = 10 ** Math.floor(Math.log10(most))
  return ([1, 2, 5].find((step) => step * power >= most) ?? 10) * power
}
