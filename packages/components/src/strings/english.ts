import { composeEnglish } from './compose-english.ts'
import { failureEnglish } from './failure-english.ts'
import { logEnglish } from './log-english.ts'
import { presenceEnglish } from './presence-english.ts'
import type { Strings } from './strings.ts'

/** Everything that the components say, in English. */
export const english: Strings = { ...presenceEnglish, ...logEnglish, ...failureEnglish, ...composeEnglish }
