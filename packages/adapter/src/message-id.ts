import { utf8Length } from './utf8-length.ts'

/** UTF-8 bytes. */
export const maxMessageIdBytes = 128

/** Control characters, and halves of surrogate pairs, which JSON text on the wire can't hold. */
const unfit = /[\p{Cc}\p{Cs}]/u

/**
 * Whether `value` can be a message's id: 1 to 128 UTF-8 bytes of any characters except control characters. One rule for
 * clients and servers.
 */
export function isMessageId(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && utf8Length(value) <= maxMessageIdBytes && !unfit.test(value)
}
