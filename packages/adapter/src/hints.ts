import type { HintName, Hints } from './hint-name.ts'
import type { ErrorCode } from './error-code.ts'

let texts: Hints = {}

/** Makes hints known. Done by the package's entry for Node and for development; browsers in production have none. */
export function provideHints(hints: Hints): void {
  texts = hints
}

/** The text for an error code or a situation; empty where none were provided. */
export function hintText(name: ErrorCode | HintName): string {
  return texts[name] ?? ''
}
