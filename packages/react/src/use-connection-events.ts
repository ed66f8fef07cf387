'use client'

import type { ConnectionListener, ConnectionStateOf } from '@herenow/core'
import { useEffect } from 'react'
import { useClient } from './use-client.ts'
import { useLatest } from './use-latest.ts'

export interface ConnectionEventHandlers {
  /** The connection has been away for longer than `lostAfter`. */
  readonly onLost?: ConnectionListener<ConnectionStateOf<'disconnected'>> | undefined
  /** No connection could be made within `lostAfter`, and none has stood. */
  readonly onUnreachable?: ConnectionListener<ConnectionStateOf<'disconnected'>> | undefined
  /** It is back after having been lost. */
  readonly onRestored?: ConnectionListener<ConnectionStateOf<'connected'>> | undefined
  /** It won't be tried again by itself. */
  readonly onFailed?: ConnectionListener<ConnectionStateOf<'failed'>> | undefined
}

/** Calls handlers when the connection is lost, unreachable, restored or failed. They may be inline: the newest is called. */
export function useConnectionEvents(handlers: ConnectionEventHandlers): void {
  const connection = useClient()?.connection
  const latest = useLatest(handlers)
  useEffect(() => {
    if (connection === undefined) return undefined
    const ends = [
      connection.onLost((...event) => latest.current.onLost?.(...event)),
      connection.onUnreachable((...event) => latest.current.onUnreachable?.(...event)),
      connection.onRestored((...event) => latest.current.onRestored?.(...event)),
      connection.onFailed((...event) => latest.current.onFailed?.(...event)),
    ]
    return () => ends.forEach((end) => end())
  }, [connection, latest])
}
