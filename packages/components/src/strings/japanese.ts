import { composeJapanese } from './compose-japanese.ts'
import { failureJapanese } from './failure-japanese.ts'
import { logJapanese } from './log-japanese.ts'
import { presenceJapanese } from './presence-japanese.ts'
import type { Strings } from './strings.ts'

/** Everything that the components say, in Japanese. */
export const japanese: Strings = { ...presenceJapanese, ...logJapanese, ...failureJapanese, ...composeJapanese }
