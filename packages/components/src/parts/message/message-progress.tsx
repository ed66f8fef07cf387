'use client'

import type { Message } from '@herenow/react'
import type { ReactElement } from 'react'
import { useStrings } from '../../config/use-strings.ts'
import { failureEnglish } from '../../strings/failure-english.ts'
import { logEnglish } from '../../strings/log-english.ts'
import { failureReason } from './failure-reason.ts'

interface MessageProgressProps {
  readonly message: Message
  readonly onRetry: ((messageId: string) => void) | undefined
  readonly onDiscard: ((messageId: string) => void) | undefined
}

/** Shows that our own message is being sent, or why it failed. Renders nothing once it is sent. */
export function MessageProgress(props: MessageProgressProps): ReactElement | null {
  const { messageSending } = useStrings(logEnglish)
  switch (props.message.status) {
    case 'sent':
      return null
    case 'sending':
      return <span className="hn-message-progress">{messageSending}</span>
    case 'failed':
      return <MessageFailure {...props} />
  }
}

function MessageFailure({ message, onRetry, onDiscard }: MessageProgressProps): ReactElement {
  const strings = useStrings(logEnglish)
  const { failureReasons } = useStrings(failureEnglish)
  const reason = failureReason(message, failureReasons)
  return (
    <span className="hn-message-progress" data-status="failed">
      <span className="hn-message-failure" title={message.error?.message}>
        {strings.messageNotSent}
      </span>
      {reason !== '' && <bdi className="hn-message-reason">{reason}</bdi>}
      {onRetry && (
        <button type="button" className="hn-message-button" onClick={() => onRetry(message.id)}>
          {strings.retryMessage}
        </button>
      )}
      {onDiscard && (
        <button type="button" className="hn-message-button" onClick={() => onDiscard(message.id)}>
          {strings.deleteMessage}
        </button>
      )}
    </span>
  )
}
