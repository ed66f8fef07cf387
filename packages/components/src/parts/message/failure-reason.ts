import type { Message } from '@herenow/react'
import type { FailureReasons } from '../../strings/log-strings.ts'

/**
 * Why a message wasn't sent, in the reader's words; where there are none for its code, in those of the server that
 * refused it. Empty: there is nothing to tell.
 */
export function failureReason({ error }: Pick<Message, 'error'>, reasons: FailureReasons): string {
  if (error === undefined) return ''
  return reasons[error.code] ?? (error.origin === 'server' ? error.message : '')
}
