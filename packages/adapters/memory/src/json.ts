import { utf8Length } from '@herenow/adapter'

/** A copy that nobody else holds, as if it had been sent. */
export function copied(value: unknown): unknown {
  const text: string | undefined = JSON.stringify(value)
  return text === undefined ? null : JSON.parse(text)
}

/** UTF-8 bytes of a value as JSON. */
export function jsonBytes(value: unknown): number {
  const text: string | undefined = JSON.stringify(value)
  return utf8Length(text)
}

/** Whether two values are the same JSON. */
export function sameJson(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
