import type { TypingStrings } from './compose-strings.ts'

/** What the typing line says unless told otherwise. */
export const typingEnglish: TypingStrings = {
  isTyping: (names, count) => (count === 1 ? `${names} is typing…` : `${names} are typing…`),
  othersTyping: (count, text) => (count === 1 ? '1 other' : `${text} others`),
}
