'use client'

import type { ConnectionState, ConnectionStatus } from '@herenow/react'
import { useEffect, useState } from 'react'
import { nextBanner, quiet } from './banner-machine.ts'
import type { Banner, Seen } from './banner-machine.ts'

const cheerMilliseconds = 4_000

const seenAs: Readonly<Record<ConnectionStatus, Seen['connection']>> = {
  initialized: 'ended',
  connecting: 'away',
  connected: 'up',
  disconnected: 'away',
  closing: 'ended',
  closed: 'ended',
  failed: 'failed',
}

/** Follows the connection, and tells for four seconds that it is back. */
export function useBanner(connection: ConnectionState, queuedCount: number, failedCount: number): Banner {
  const [banner, setBanner] = useState<Banner>(quiet)
  const isLost = connection.status === 'disconnected' && connection.lost
  const next = nextBanner(banner, { connection: isLost ? 'lost' : seenAs[connection.status], queuedCount, failedCount })
  // Told before anything is shown: what the banner says is never behind what it sees.
  if (next !== banner) setBanner(next)
  useEffect(() => {
    if (next.state !== 'back') return undefined
    const end = setTimeout(() => setBanner(quiet), cheerMilliseconds)
    return () => clearTimeout(end)
  }, [next])
  return next
}
