import { hint, utf8Length } from '@herenow/adapter'
import { failure } from '../client/errors.ts'
import { findJsonFault } from './json-fault.ts'

/** A value as JSON carries it: what will be sent, whatever the caller does to the original. */
export interface JsonCopy {
  readonly value: unknown
  /** UTF-8 bytes of the JSON. */
  readonly bytes: number
}

/**
 * Copies `value` through JSON. Throws `invalid_argument`, naming `what` and the path, when something in it would not
 * arrive as it is.
 */
export function jsonCopy(value: unknown, what: string): JsonCopy {
  let cause: unknown
  let place = ''
  try {
    const fault = findJsonFault(value)
    // Functions, symbols and undefined turn into undefined here, whatever the type says.
    const text: string | undefined = fault ? undefined : JSON.stringify(value)
    if (text !== undefined) return { value: JSON.parse(text) as unknown, bytes: utf8Length(text) }
    // Of a value that is no object, there is nothing to search for.
    if (fault && typeof value === 'object') place = `: ${fault.path.replace(/^\./, '') || 'it'} is ${fault.what}`
  } catch (error) {
    cause = error
  }
  throw failure('invalid_argument', `${what} can't be sent as JSON${place}.`, { hint: hint('data-not-json'), cause })
}

/** The same for what leaves on a channel, where more than `mostBytes` is an error with the given code. */
export function boundedCopy(
  value: unknown,
  what: string,
  mostBytes: number,
  code: 'message_too_large' | 'signal_too_large',
  channel: string,
): JsonCopy {
  const copy = jsonCopy(value, what)
  if (copy.bytes <= mostBytes) return copy
  throw failure(code, `${what} has ${copy.bytes} bytes; the limit is ${mostBytes}.`, { channel })
}
