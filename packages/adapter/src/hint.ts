import { hints } from '#hints'
import type { HintName } from './hint-name.ts'

/** The development build's text for a situation; empty in production builds. */
export function hint(name: HintName): string {
  return hints[name] ?? ''
}
