import { hint, RealtimeError } from '@herenow/adapter'

/** A value as JSON carries it: what will be sent, whatever the caller does to the original. */
export interface JsonCopy {
  readonly value: unknown
  /** UTF-8 bytes of the JSON. */
  readonly bytes: number
}

const encoder = new TextEncoder()

/** Copies `value` through JSON. Throws `invalid_argument`, naming `what`, when JSON can't carry it. */
export function jsonCopy(value: unknown, what: string): JsonCopy {
  const text = toText(value, what)
  return { value: JSON.parse(text) as unknown, bytes: encoder.encode(text).length }
}

function toText(value: unknown, what: string): string {
  let cause: unknown
  try {
    // Functions, symbols and undefined turn into undefined here, whatever the type says.
    const text: string | undefined = JSON.stringify(value)
    if (text !== undefined) return text
  } catch (error) {
    cause = error
  }
  throw new RealtimeError({
    code: 'invalid_argument',
    message: `${what} can't be sent as JSON.`,
    hint: hint('data-not-json'),
    cause,
  })
}
