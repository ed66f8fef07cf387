'use client'

import type { ConnectionListener, ConnectionStateOf } from '@herenow/core'
import { useEffect } from 'react'
import { useClient } from './use-client.ts'
import { useLatest } from './use-latest.ts'

export interface ConnectionEventHandlers {
  /** The connection has been down for longer than `lostAfter`. */
  readonly onLost?: ConnectionListener<ConnectionStateOf<'disconnected'>> | undefined
  /** The first connection couldn't be made within `lostAfter`. */
  readonly onUnreachable?: ConnectionListener<ConnectionStateOf<'disconnected'>> | undefined
  /** The connection is back after it was lost. */
  readonly onRestored?: ConnectionListener<ConnectionStateOf<'connected'>> | undefined
  /** The connection failed for good: no further attempt is made. */
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
