import { useClient, useConnectionEvents, useConnectionState } from '@herenow/react'
import type { ConnectionStateOf } from '@herenow/react'
import { useEffect, useState } from 'react'
import type { ReactElement } from 'react'
import { useSecondsUntil } from './use-seconds-until.ts'

const cheerMilliseconds = 4_000

/** Says that the connection is lost, when it is tried again, and when it is back. A blip is not news. */
export function ConnectionBanner(): ReactElement {
  const state = useConnectionState()
  const [isBack, setBack] = useState(false)
  useConnectionEvents({ onRestored: () => setBack(true), onLost: () => setBack(false) })
  useEffect(() => {
    if (!isBack) return undefined
    const ending = setTimeout(() => setBack(false), cheerMilliseconds)
    return () => clearTimeout(ending)
  }, [isBack])
  return (
    <div className="banner-place" role="status">
      {state.status === 'disconnected' && state.lost && <LostBanner state={state} />}
      {state.status === 'failed' && <FailedBanner state={state} />}
      {state.status === 'connected' && isBack && (
        <p className="banner" data-kind="good">
          Back online.
        </p>
      )}
    </div>
  )
}

function LostBanner({ state }: { readonly state: ConnectionStateOf<'disconnected'> }): ReactElement {
  const seconds = useSecondsUntil(state.retryAt)
  return (
    <p className="banner" data-kind="warning">
      <span>
        <strong>Connection lost.</strong> What you send now goes out when it is back.{' '}
        {/* Read out once, not every second. */}
        <span className="countdown" aria-hidden="true">
          {seconds === null || seconds === 0 ? 'Trying now…' : `Next try in ${seconds} s.`}
        </span>
      </span>
      <RetryButton />
    </p>
  )
}

function FailedBanner({ state }: { readonly state: ConnectionStateOf<'failed'> }): ReactElement {
  return (
    <p className="banner" data-kind="bad">
      <span>
        <strong>Not connected.</strong> {state.reason.message}
      </span>
      <RetryButton />
    </p>
  )
}

function RetryButton(): ReactElement {
  const client = useClient()
  return (
    <button type="button" onClick={() => client?.connection.connect()}>
      Retry now
    </button>
  )
}
