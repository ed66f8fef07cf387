/**
 * What doesn't show, or changes the order of what does: control characters, marks of direction, zero-width characters, letters
 * that are blank, tags. Joiners and variants stay, which emoji and scripts are made of, except beside ASCII, where they do nothing: two
 * client ids must not look the same.
 */
const hidden =
  /(?![\n\t])\p{Cc}|\p{Cs}|(?![\p{Join_C}\p{VS}])\p{DI}|[\u2028\u2029\u2800\uFFF9-\uFFFB]|(?<=(?:^|\p{ASCII})\p{DI}{0,8})[\p{Join_C}\p{VS}](?!\u20E3)/gu

/** Lines of one text: a message of nothing but line ends must not push away all others. */
const mostLines = 40

/** The same text with each hidden character as its number, such as `⟨202E⟩`, and no longer than `most` characters. */
export function visibleText(text: string, most: number): string {
  const end = endOf(text, most)
  const cut = end < text.length ? `${text.slice(0, end)}…` : text
  return cut.replaceAll(hidden, (character) => {
    const number = character.codePointAt(0) ?? 0
    return `⟨${number.toString(16).toUpperCase().padStart(4, '0')}⟩`
  })
}

/** Where a text is cut: not between the halves of a character. */
function endOf(text: string, most: number): number {
  const end = text.split('\n', mostLines).join('\n').length
  if (end <= most) return end
  return /[\uD800-\uDBFF]/.test(text.charAt(most - 1)) ? most - 1 : most
}

/** A value as JSON, made visible in the same way. */
export function visibleJson(value: unknown, most: number): string {
  return visibleText(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''), most)
}
