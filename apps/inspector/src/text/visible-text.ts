/**
 * What doesn't show, or changes the order of what does: control characters, marks of direction, zero-width characters, tags.
 * Joiners stay, which emoji and scripts are made of.
 */
const hidden =
  /(?![\n\t])\p{Cc}|\p{Cs}|[\u00AD\u061C\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]|[\u{E0000}-\u{E007F}]/gu

/** The same text with each hidden character as its number, such as `⟨202E⟩`, and no longer than `most` characters. */
export function visibleText(text: string, most: number): string {
  const cut = text.length > most ? `${text.slice(0, most)}…` : text
  return cut.replaceAll(hidden, (character) => {
    const number = character.codePointAt(0) ?? 0
    return `⟨${number.toString(16).toUpperCase().padStart(4, '0')}⟩`
  })
}

/** A value as JSON, made visible in the same way. */
export function visibleJson(value: unknown, most: number): string {
  return visibleText(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''), most)
}
