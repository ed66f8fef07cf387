import type { ComposerStrings } from './compose-strings.ts'

/** What the composer says unless told otherwise. */
export const composerEnglish: ComposerStrings = {
  composerLabel: 'Message',
  composerPlaceholder: 'Write a message',
  sendMessage: 'Send',
  textReturned: 'This could not be sent. Change it or try again.',
  charactersLeft: (count, text) => (count === 1 ? '1 character left' : `${text} characters left`),
  charactersTooMany: (count, text) => (count === 1 ? '1 character too many' : `${text} characters too many`),
}
