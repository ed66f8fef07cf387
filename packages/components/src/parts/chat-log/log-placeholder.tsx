'use client'

import type { ReactElement, ReactNode } from 'react'
import { useStrings } from '../../config/use-strings.ts'
import { logEnglish } from '../../strings/log-english.ts'

interface LogPlaceholderProps {
  readonly status: 'pending' | 'ready' | 'error'
  /** Why there are none, in the words of whoever knows. */
  readonly reason: string | undefined
  readonly empty: ReactNode
  /** Absent: nothing can be tried again. */
  readonly onAsk: (() => void) | undefined
}

const sketched = ['58%', '34%', '72%', '46%', '64%']

/** What stands where no messages are: a sketch while they load, an invitation, or what went wrong. */
export function LogPlaceholder({ status, reason, empty, onAsk }: LogPlaceholderProps): ReactElement {
  const strings = useStrings(logEnglish)
  if (status === 'pending') {
    return (
      <div className="hn-log-sketch" data-slot="log-loading">
        <span className="hn-hidden">{strings.loadingMessages}</span>
        {sketched.map((width) => (
          <span key={width} className="hn-log-sketch-row" style={{ inlineSize: width }} aria-hidden="true" />
        ))}
      </div>
    )
  }
  if (status === 'error') {
    return (
      <div className="hn-log-note" data-slot="log-error" role="alert">
        <span className="hn-log-note-title">{strings.messagesUnknown}</span>
        {reason !== undefined && <span className="hn-log-note-hint">{reason}</span>}
        {onAsk && (
          <button type="button" className="hn-log-again" onClick={onAsk}>
            {strings.loadAgain}
          </button>
        )}
      </div>
    )
  }
  return (
    <div className="hn-log-note" data-slot="log-empty">
      {empty ?? (
        <>
          <span className="hn-log-note-title">{strings.noMessages}</span>
          <span className="hn-log-note-hint">{strings.noMessagesHint}</span>
        </>
      )}
    </div>
  )
}
