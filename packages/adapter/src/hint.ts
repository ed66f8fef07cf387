import type { HintName } from './hint-name.ts'
import { hintText } from './hints.ts'

/** The text for a situation: what to do about it. Empty in browsers in production. */
export function hint(name: HintName): string {
  return hintText(name)
}
