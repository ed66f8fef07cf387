import type { UseHistoryResult } from '@herenow/react'
import { useMemo } from 'react'
import type { ReactElement } from 'react'
import type { RoomTypes } from '../rooms/room.ts'
import { GapMarker } from './gap-marker.tsx'
import { endsInGap, logEntries } from './log-entries.ts'
import { LogPlaceholder } from './log-placeholder.tsx'
import { MessageRow } from './message-row.tsx'
import { OlderMessages } from './older-messages.tsx'
import { useLogScroll } from './use-log-scroll.ts'

interface MessageLogProps {
  readonly history: UseHistoryResult<RoomTypes>
  readonly ownClientId: string
}

/** What was said, oldest first; older pages come when one scrolls up. */
export function MessageLog({ history, ownClientId }: MessageLogProps): ReactElement {
  const { messages, gaps, hasOlder, isFetchingOlder, fetchOlder, retry, discard } = history
  const entries = useMemo(() => logEntries(messages, gaps), [messages, gaps])
  const last = messages.at(-1)
  const { scroller, isAtEnd, scrollToEnd, onScroll } = useLogScroll({
    firstId: messages[0]?.id,
    lastId: last?.id,
    isOwnLast: last?.clientId === ownClientId,
    onNearTop: () => {
      if (hasOlder && !isFetchingOlder) void fetchOlder()
    },
  })
  return (
    <div className="log-place">
      {/* Focusable, so that the keyboard can scroll it. */}
      <div className="log" ref={scroller} onScroll={onScroll} role="log" aria-label="Messages" tabIndex={0}>
        <OlderMessages history={history} />
        <LogPlaceholder history={history} />
        <ol>
          {entries.map((entry) => (
            <MessageRow
              key={entry.message.id}
              entry={entry}
              isOwn={entry.message.clientId === ownClientId}
              onRetry={retry}
              onDiscard={discard}
            />
          ))}
        </ol>
        {endsInGap(messages, gaps) && <GapMarker />}
      </div>
      {!isAtEnd && (
        <button type="button" className="jump" onClick={scrollToEnd}>
          Jump to latest
        </button>
      )}
    </div>
  )
}
