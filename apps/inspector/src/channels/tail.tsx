import type { Message } from '@herenow/react'
import { useHistory } from '@herenow/react'
import type { ReactElement } from 'react'
import { memo, useState } from 'react'
import { usePaced } from '../looking/use-paced.ts'
import { clockTime } from '../text/numbers.ts'
import { ShownText } from '../text/shown-text.tsx'
import { visibleJson } from '../text/visible-text.ts'

/** Rows of the list. */
const most = 50
/** Characters of a message. */
const dataCharacters = 2_000

/** The messages of a channel as they come, the newest first. */
export function Tail({ channel }: { readonly channel: string }): ReactElement {
  const { messages, error, gaps } = useHistory(channel, { limit: 50 })
  const paced = usePaced(messages)
  const [held, setHeld] = useState<readonly Message[] | null>(null)
  return (
    <div className="tail">
      <h3>
        Messages
        <button type="button" aria-pressed={held !== null} onClick={() => setHeld(held === null ? paced : null)}>
          {held === null ? 'Pause' : 'Go on'}
        </button>
      </h3>
      {error !== null && (
        <p className="reason" role="status">
          {error.message} {error.hint}
        </p>
      )}
      {gaps.length > 0 && <p className="empty">Some messages are missing here.</p>}
      <MessageRows messages={held ?? paced} />
    </div>
  )
}

const MessageRows = memo(function MessageRows({ messages }: { readonly messages: readonly Message[] }): ReactElement {
  if (messages.length === 0) return <p className="empty">Nothing has been said yet.</p>
  return (
    <ul className="scroller messages" tabIndex={0} aria-label="Messages, the newest first">
      {messages
        .slice(-most)
        .toReversed()
        .map((message) => (
          <MessageRow key={message.id} message={message} />
        ))}
    </ul>
  )
})

const MessageRow = memo(function MessageRow({ message }: { readonly message: Message }): ReactElement {
  const { name, data, clientId, timestamp, position } = message
  return (
    <li>
      <span className="message-head">
        <time dateTime={new Date(timestamp).toISOString()}>{clockTime(timestamp)}</time>{' '}
        <strong>
          <ShownText text={name} />
        </strong>{' '}
        from <ShownText text={clientId} />
        {position === null ? ' (not kept)' : ` #${position.offset}`}
      </span>
      <code className="message-data" dir="auto">
        {visibleJson(data, dataCharacters)}
      </code>
    </li>
  )
})
