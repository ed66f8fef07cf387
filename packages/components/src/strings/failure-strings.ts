import type { RealtimeError } from '@herenow/react'

/** Why a message wasn't sent, by error code, in words for its author. */
export type FailureReasons = Readonly<Partial<Record<RealtimeError['code'], string>>>

/** The texts of failed messages. Only logs import them. */
export interface FailureStrings {
  /**
   * Shown after `messageNotSent`. A code without a reason shows the server's own text, if the server refused the message.
   *
   * Your object replaces all reasons: spread `english.failureReasons` into it to change one of them.
   */
  readonly failureReasons: FailureReasons
}
