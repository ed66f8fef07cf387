import type { Message } from '@herenow/react'
import type { FailureReasons } from '../../strings/failure-strings.ts'

/**
 * Why a message wasn't sent: the text for its error code, else the message of the server that refused it, else empty.
 */
export function failureReason({ error }: Pick<Message, 'error'>, reasons: FailureReasons): string {
  if (error === undefined) return ''
  return reasons[error.code] ?? (error.origin === 'server' ? error.message : '')
}
