/** Blanks, controls, and what is drawn by nothing: zero-width spaces, fillers, direction marks, empty braille. */
const unseen = /^[\s\p{Cc}\p{Default_Ignorable_Code_Point}\u2800]*$/u

/** Whether there is anything in a text that one can see. Without that it is no message. */
export function isVisible(text: string): boolean {
  return !unseen.test(text)
}
