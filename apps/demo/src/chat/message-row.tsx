import { memo } from 'react'
import type { ReactElement } from 'react'
import { Avatar } from '../people/avatar.tsx'
import { displayName } from '../people/display-name.ts'
import { GapMarker } from './gap-marker.tsx'
import type { LogEntry } from './log-entries.ts'
import { MessageProgress } from './message-progress.tsx'
import { messageText } from './message-text.ts'

interface MessageRowProps {
  readonly entry: LogEntry
  readonly isOwn: boolean
  readonly onRetry: (messageId: string) => void
  readonly onDiscard: (messageId: string) => void
}

/** One message, with the day, the hole and the name that belong before it. */
export const MessageRow = memo(function MessageRow({
  entry,
  isOwn,
  onRetry,
  onDiscard,
}: MessageRowProps): ReactElement {
  const { message, isNewDay, isContinued, afterGap } = entry
  const name = displayName(message.info)
  return (
    <li className="message" data-own={isOwn} data-continued={isContinued} data-status={message.status}>
      {afterGap && <GapMarker />}
      {isNewDay && <p className="day">{days.format(message.timestamp)}</p>}
      <div className="message-body">
        {!isOwn &&
          (isContinued ? <span className="avatar-space" /> : <Avatar clientId={message.clientId} name={name} />)}
        <div className="message-column">
          <p className={isContinued ? 'hidden' : 'message-head'}>
            <bdi className={isOwn ? 'hidden' : 'author'}>{isOwn ? 'You' : name}</bdi>{' '}
            <time dateTime={new Date(message.timestamp).toISOString()}>{times.format(message.timestamp)}</time>
          </p>
          <p className="bubble" dir="auto">
            {messageText(message.data)}
          </p>
          <MessageProgress message={message} onRetry={onRetry} onDiscard={onDiscard} />
        </div>
      </div>
    </li>
  )
})

const days = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' })
const times = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
