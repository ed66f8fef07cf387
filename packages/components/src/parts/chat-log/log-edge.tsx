'use client'

import type { ReactElement } from 'react'
import { useStrings } from '../../config/use-strings.ts'
import { logEnglish } from '../../strings/log-english.ts'
import type { ChatLogOptions } from './chat-log-props.ts'
import type { Older } from './older.ts'

interface LogEdgeProps {
  readonly options: ChatLogOptions
  readonly older: Older
}

/** What stands above the first message, or in the place of messages. */
export function LogEdge(props: LogEdgeProps): ReactElement {
  return props.options.messages.length === 0 ? <Placeholder {...props} /> : <Header {...props} />
}

/** Its height is the same whatever it says, so that nothing below it moves. */
function Header({ options: { status, error, hasOlder, olderError }, older }: LogEdgeProps): ReactElement {
  const strings = useStrings(logEnglish)
  const hasFailed = status === 'error'
  const state = older.isLoading
    ? 'loading'
    : hasFailed
      ? 'error'
      : older.hasFailed || olderError
        ? 'older-error'
        : hasOlder || status === 'pending'
          ? 'quiet'
          : 'begins'
  return (
    <div className="hn-log-header" data-slot="log-header" data-state={state}>
      {state === 'loading' && (
        <span className="hn-log-loading">
          <span className="hn-log-spinner" aria-hidden="true" />
          {strings.loadingOlder}
        </span>
      )}
      {state === 'begins' && <span className="hn-log-begins">{strings.logBegins}</span>}
      {(state === 'error' || state === 'older-error') && (
        <>
          <span className="hn-log-error" role="alert" title={(hasFailed ? error : olderError)?.message}>
            {hasFailed ? strings.messagesUnknown : strings.olderUnknown}
          </span>
          <Again older={older} />
        </>
      )}
    </div>
  )
}

const sketched = ['58%', '34%', '72%', '46%', '64%']

/** A sketch of messages while they load, an invitation, or what went wrong. */
function Placeholder({ options: { status, error, empty, onLoadOlder }, older }: LogEdgeProps): ReactElement {
  const strings = useStrings(logEnglish)
  if (older.isLoading || status === 'pending') {
    return (
      <div className="hn-log-sketch" data-slot="log-loading">
        <span className="hn-hidden">{strings.loadingMessages}</span>
        {sketched.map((width) => (
          <span key={width} className="hn-log-sketch-row" style={{ inlineSize: width }} aria-hidden="true" />
        ))}
      </div>
    )
  }
  const note = (title: string, hint: string | undefined) => (
    <>
      <span className="hn-log-note-title">{title}</span>
      {hint && <span className="hn-log-note-hint">{hint}</span>}
    </>
  )
  return status === 'error' ? (
    <div className="hn-log-note" data-slot="log-error" role="alert">
      {note(strings.messagesUnknown, error?.message)}
      {onLoadOlder && <Again older={older} />}
    </div>
  ) : (
    <div className="hn-log-note" data-slot="log-empty">
      {empty ?? note(strings.noMessages, strings.noMessagesHint)}
    </div>
  )
}

function Again({ older }: Pick<LogEdgeProps, 'older'>): ReactElement {
  const { loadAgain } = useStrings(logEnglish)
  return (
    <button type="button" className="hn-log-again" onClick={older.ask}>
      {loadAgain}
    </button>
  )
}
