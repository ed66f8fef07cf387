/** Blanks, controls, and characters without a glyph: zero-width spaces, fillers, direction marks, empty braille. */
const unseen = /^[\s\p{Cc}\p{Default_Ignorable_Code_Point}\u2800]*$/u

/** Whether a text has anything visible. A text without is not a message. */
export function isVisible(text: string): boolean {
  return !unseen.test(text)
}
