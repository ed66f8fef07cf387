/**
 * Length of a text in UTF-8 bytes. Counted by hand: jsdom, as Jest and Vitest run it, has no `TextEncoder`. A lone
 * surrogate counts as the character that it is replaced by.
 */
export function utf8Length(text: string): number {
  let bytes = text.length
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    if (unit < 0x80) continue
    bytes += unit < 0x8_00 ? 1 : 2
    // A pair of surrogates has four bytes in all: two for each of its units.
    if (isHighSurrogate(unit) && isLowSurrogate(text.charCodeAt(index + 1))) index += 1
  }
  return bytes
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd8_00 && unit < 0xdc_00
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc_00 && unit < 0xe0_00
}
