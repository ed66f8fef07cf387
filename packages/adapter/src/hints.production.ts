import type { Hints } from './hint-name.ts'

export const hints: Hints = {}
