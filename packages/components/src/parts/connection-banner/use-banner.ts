'use client'

import type { ConnectionState } from '@herenow/react'
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import { nextBanner, quiet } from './banner-machine.ts'
import type { Banner, Seen } from './banner-machine.ts'

const cheerMilliseconds = 4_000
const tickMilliseconds = 250

/** Follows the connection, and tells for four seconds that it is back. */
export function useBanner(connection: ConnectionState, queuedCount: number, failedCount: number): Banner {
  const [banner, setBanner] = useState<Banner>(quiet)
  const next = nextBanner(banner, { connection: seenIn(connection), queuedCount, failedCount })
  // Told before anything is shown: what the banner says is never behind what it sees.
  if (next !== banner) setBanner(next)
  useEffect(() => {
    if (next.state !== 'back') return undefined
    const end = setTimeout(() => setBanner(quiet), cheerMilliseconds)
    return () => clearTimeout(end)
  }, [next])
  return next
}

function seenIn(connection: ConnectionState): Seen['connection'] {
  switch (connection.status) {
    case 'connected':
      return 'up'
    case 'connecting':
      return 'away'
    case 'disconnected':
      if (connection.unreachable) return 'unreachable'
      return connection.lost ? 'lost' : 'away'
    case 'failed':
      return 'failed'
    case 'initialized':
    case 'closing':
    case 'closed':
      return 'ended'
  }
}

/**
 * Whole seconds until a moment, counted down; 0 when it is past, without one, and on a server.
 *
 * @param moment - milliseconds since 1970
 */
export function useSecondsUntil(moment: number | null): number {
  const subscribe = useCallback(
    (listener: () => void) => {
      const ticking = moment === null ? undefined : setInterval(listener, tickMilliseconds)
      return () => clearInterval(ticking)
    },
    [moment],
  )
  const secondsLeft = () => Math.max(0, Math.ceil(((moment ?? 0) - Date.now()) / 1_000))
  return useSyncExternalStore(subscribe, secondsLeft, () => 0)
}
