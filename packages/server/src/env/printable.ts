/** Characters that command a terminal, break a line, or turn around the order in which text is shown. */
const commanding = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu

/** Strangers choose some of what is printed: it must neither begin a line of its own nor command the terminal. */
export function printable(text: string): string {
  return text.replaceAll(commanding, (character) => {
    const code = character.charCodeAt(0)
    return code < 0x100 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`
  })
}

/** A line of JSON that means the same: what JSON leaves as it is, is escaped too. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(commanding, (character) => `\\u${hex(character.charCodeAt(0), 4)}`)
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0')
}
