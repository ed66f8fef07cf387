import type { ComposeStrings } from './compose-strings.ts'
import type { FailureStrings } from './failure-strings.ts'
import type { LogStrings } from './log-strings.ts'
import type { PresenceStrings } from './presence-strings.ts'

/** Everything that the components say. */
export interface Strings extends PresenceStrings, LogStrings, FailureStrings, ComposeStrings {}
