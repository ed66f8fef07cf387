import { composeArabic } from './compose-arabic.ts'
import { failureArabic } from './failure-arabic.ts'
import { logArabic } from './log-arabic.ts'
import { presenceArabic } from './presence-arabic.ts'
import type { Strings } from './strings.ts'

/** Everything that the components say, in Arabic. */
export const arabic: Strings = { ...presenceArabic, ...logArabic, ...failureArabic, ...composeArabic }
