import type { ReactElement } from 'react'
import type { RoomMessage } from './log-entries.ts'

interface MessageProgressProps {
  readonly message: RoomMessage
  readonly onRetry: (messageId: string) => void
  readonly onDiscard: (messageId: string) => void
}

/** How far our own message has got; nothing once the service has it. */
export function MessageProgress({ message, onRetry, onDiscard }: MessageProgressProps): ReactElement | null {
  if (message.status === 'sent') return null
  if (message.status === 'sending') return <p className="progress muted">Sending…</p>
  return (
    <p className="progress" role="alert">
      <span className="error-text">Not sent. {message.error?.message}</span>{' '}
      <button type="button" className="link" onClick={() => onRetry(message.id)}>
        Retry
      </button>{' '}
      <button type="button" className="link" onClick={() => onDiscard(message.id)}>
        Delete
      </button>
    </p>
  )
}
