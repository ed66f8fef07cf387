import type { CSSProperties } from 'react'
import { hueOf } from './hue.ts'

/** The colour of a person, as CSS variables for the style sheets. */
export type PersonStyle = CSSProperties & {
  readonly '--hn-avatar-hue': number
  readonly '--hn-avatar-color'?: string
  readonly '--hn-avatar-on-color'?: string
}

const hex = /^#(?:[\da-f]{3}|[\da-f]{6})$/i

/**
 * The `color` in a person's `info` or presence state: `#rgb` or `#rrggbb`, as `<input type="color">` returns it.
 *
 * `undefined` for anything else: the value comes from other people and goes into a style.
 */
export function colorIn(source: unknown): string | undefined {
  if (typeof source !== 'object' || source === null || !('color' in source)) return undefined
  const { color } = source
  return typeof color === 'string' && hex.test(color) ? color : undefined
}

/** CSS variables for a person's chosen colour, or for `hue`. Default `hue`: derived from the client id. */
export function personStyle(clientId: string, color: string | undefined, hue: number = hueOf(clientId)): PersonStyle {
  if (color === undefined) return { '--hn-avatar-hue': hue }
  return { '--hn-avatar-hue': hue, '--hn-avatar-color': color, '--hn-avatar-on-color': textOn(color) }
}

/** Black or white text: one of them has a contrast of at least 4.5 : 1 with any colour (WCAG 2.2, 1.4.3). */
export function textOn(color: string): '#000' | '#fff' {
  return contrastWithWhite(color) >= 4.5 ? '#fff' : '#000'
}

function contrastWithWhite(color: string): number {
  const [red, green, blue] = channels(color).map((value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  )
  const luminance = 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0)
  return 1.05 / (luminance + 0.05)
}

/** Red, green and blue, from 0 to 1. */
function channels(color: string): readonly number[] {
  const digits = color.slice(1)
  const size = digits.length / 3
  return [0, 1, 2].map((index) => {
    const digit = digits.slice(index * size, (index + 1) * size)
    return Number.parseInt(digit, 16) / (16 ** size - 1)
  })
}
