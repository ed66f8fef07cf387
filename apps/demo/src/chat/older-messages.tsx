import type { UseHistoryResult } from '@herenow/react'
import type { ReactElement } from 'react'
import type { RoomTypes } from '../rooms/room.ts'

/** The upper end of the log: older messages on request, or what went wrong. */
export function OlderMessages({ history }: { readonly history: UseHistoryResult<RoomTypes> }): ReactElement | null {
  const { status, hasOlder, isFetchingOlder, fetchOlder, fetchOlderError, messages } = history
  if (status !== 'ready' || messages.length === 0) return null
  if (!hasOlder) return <p className="log-end muted">This is the beginning.</p>
  return (
    <div className="log-end">
      {fetchOlderError !== null && <p className="error-text">Older messages didn’t come: {fetchOlderError.message}</p>}
      <button type="button" disabled={isFetchingOlder} onClick={() => void fetchOlder()}>
        {isFetchingOlder ? 'Loading…' : 'Load older messages'}
      </button>
    </div>
  )
}
