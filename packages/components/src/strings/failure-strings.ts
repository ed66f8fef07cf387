import type { RealtimeError } from '@herenow/react'

/** Why a message wasn't sent, by code, as one tells the person who wrote it. */
export type FailureReasons = Readonly<Partial<Record<RealtimeError['code'], string>>>

/** What is said of a message that failed; only logs bring it. */
export interface FailureStrings {
  /** Behind `messageNotSent`. Where there is no reason for a code, the text of a server that refused it is shown. */
  readonly failureReasons: FailureReasons
}
