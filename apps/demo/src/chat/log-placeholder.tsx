import type { UseHistoryResult } from '@herenow/react'
import type { ReactElement } from 'react'
import type { RoomTypes } from '../rooms/room.ts'

/** What stands where no messages are yet: a sketch while they load, an invitation, or what went wrong. */
export function LogPlaceholder({ history }: { readonly history: UseHistoryResult<RoomTypes> }): ReactElement | null {
  const { status, error, messages, fetchOlder } = history
  if (status === 'error') {
    return (
      <div className="log-note" role="alert">
        <p>
          Earlier messages couldn’t be loaded. <span className="muted">{error?.message}</span>
        </p>
        <button type="button" onClick={() => void fetchOlder()}>
          Try again
        </button>
      </div>
    )
  }
  if (messages.length > 0) return null
  if (status === 'pending') return <Sketch />
  return (
    <div className="log-note">
      <p className="log-note-title">Nothing said yet</p>
      <p className="muted">Be the first. Everyone in the room sees it at once.</p>
    </div>
  )
}

function Sketch(): ReactElement {
  return (
    <div className="sketch">
      <span className="hidden">Loading messages…</span>
      {['55%', '38%', '70%', '46%'].map((width) => (
        <span key={width} className="sketch-row" style={{ inlineSize: width }} aria-hidden="true" />
      ))}
    </div>
  )
}
