'use client'

import type { ReactElement } from 'react'
import { useStrings } from '../../config/use-strings.ts'
import { logEnglish } from '../../strings/log-english.ts'
import type { ChatLogOptions } from './chat-log-props.ts'
import type { Older } from './older.ts'

interface LogEdgeProps extends Pick<
  ChatLogOptions,
  'status' | 'error' | 'hasOlder' | 'olderError' | 'empty' | 'onLoadOlder'
> {
  readonly older: Older
}

/** What stands above the first message, or in the place of messages. */
export function LogEdge({ isEmpty, ...props }: LogEdgeProps & { readonly isEmpty: boolean }): ReactElement {
  return isEmpty ? <Placeholder {...props} /> : <Header {...props} />
}

/** Its height is the same whatever it says, so that nothing below it moves. */
function Header({ status, error, hasOlder, olderError, older }: LogEdgeProps): ReactElement {
  const strings = useStrings(logEnglish)
  const hasFailed = status === 'error'
  const failure = hasFailed ? error : olderError
  const state = older.isLoading
    ? 'loading'
    : hasFailed
      ? 'error'
      : older.hasFailed || olderError
        ? 'older-error'
        : hasOlder === true && older.isSpent
          ? 'more'
          : hasOlder === true || status === 'pending'
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
      {state === 'more' && <AskOlder older={older} />}
      {state === 'begins' && (
        <span className="hn-log-begins">{hasOlder ? strings.olderNotKept : strings.logBegins}</span>
      )}
      {(state === 'error' || state === 'older-error') && (
        <>
          <span className="hn-log-error" role="alert" title={failure?.message}>
            {isDenied(failure) ? strings.messagesDenied : hasFailed ? strings.messagesUnknown : strings.olderUnknown}
          </span>
          {!isDenied(failure) && <Again older={older} />}
        </>
      )}
    </div>
  )
}

const sketched = ['58%', '34%', '72%', '46%', '64%']

/** A sketch of messages while they load, an invitation, or what went wrong. */
function Placeholder(props: LogEdgeProps): ReactElement {
  const { status, error, empty, hasOlder = false, olderError, onLoadOlder, older } = props
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
  const failure = status === 'error' ? error : olderError
  return status === 'error' || failure ? (
    <div className="hn-log-note" data-slot="log-error" role="alert" title={failure?.message}>
      {note(
        isDenied(failure) ? strings.messagesDenied : strings.messagesUnknown,
        failure?.code === undefined ? failure?.message : undefined,
      )}
      {onLoadOlder && !isDenied(failure) && <Again older={older} />}
    </div>
  ) : (
    <div className="hn-log-note" data-slot="log-empty">
      {empty ?? note(strings.noMessages, hasOlder === 'unknown' ? strings.olderNotKept : strings.noMessagesHint)}
      {hasOlder === true && onLoadOlder && <AskOlder older={older} />}
    </div>
  )
}

/** Trying again changes nothing: the log asks by itself once there is a new token. */
function isDenied(error: ChatLogOptions['error']): boolean {
  return error?.code === 'forbidden'
}

function Again({ older }: Pick<LogEdgeProps, 'older'>): ReactElement {
  const { loadAgain } = useStrings(logEnglish)
  return <Ask older={older}>{loadAgain}</Ask>
}

function AskOlder({ older }: Pick<LogEdgeProps, 'older'>): ReactElement {
  const { loadOlder } = useStrings(logEnglish)
  return <Ask older={older}>{loadOlder}</Ask>
}

function Ask({ older, children }: Pick<LogEdgeProps, 'older'> & { readonly children: string }): ReactElement {
  return (
    <button type="button" className="hn-log-again" onClick={older.ask}>
      {children}
    </button>
  )
}
