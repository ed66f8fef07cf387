import type { ComposeStrings } from './compose-strings.ts'
import { composerEnglish } from './composer-english.ts'
import { connectionEnglish } from './connection-english.ts'
import { typingEnglish } from './typing-english.ts'

/** What the composer, the typing line, the connection banner and the chat panel say unless told otherwise. */
export const composeEnglish: ComposeStrings = {
  ...composerEnglish,
  ...typingEnglish,
  ...connectionEnglish,
  chatLabel: 'Chat',
}
