'use client'

import type { ReactElement } from 'react'
import { useStrings } from '../../config/use-strings.ts'
import { logEnglish } from '../../strings/log-english.ts'

/** What stands above the first message. */
export type LogHeaderState = 'quiet' | 'loading' | 'error' | 'older-error' | 'begins'

interface LogHeaderProps {
  readonly state: LogHeaderState
  /** Why it failed, in the words of whoever knows. */
  readonly reason: string | undefined
  readonly onAsk: () => void
}

/** The upper end of the log. Its height is the same whatever it says, so that nothing below it moves. */
export function LogHeader({ state, reason, onAsk }: LogHeaderProps): ReactElement {
  const strings = useStrings(logEnglish)
  const isError = state === 'error' || state === 'older-error'
  return (
    <div className="hn-log-header" data-slot="log-header" data-state={state}>
      {state === 'loading' && (
        <span className="hn-log-loading">
          <span className="hn-log-spinner" aria-hidden="true" />
          {strings.loadingOlder}
        </span>
      )}
      {state === 'begins' && <span className="hn-log-begins">{strings.logBegins}</span>}
      {isError && (
        <>
          <span className="hn-log-error" role="alert" title={reason}>
            {state === 'error' ? strings.messagesUnknown : strings.olderUnknown}
          </span>
          <button type="button" className="hn-log-again" onClick={onAsk}>
            {strings.loadAgain}
          </button>
        </>
      )}
    </div>
  )
}
