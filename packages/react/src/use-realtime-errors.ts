'use client'

import type { RealtimeError } from '@herenow/core'
import { useEffect } from 'react'
import { useClient } from './use-client.ts'
import { useLatest } from './use-latest.ts'

/** Calls `handler` for errors that no promise reports. Without a handler, such errors go to the client's logger. */
export function useRealtimeErrors(handler: (error: RealtimeError) => void): void {
  const client = useClient()
  const latest = useLatest(handler)
  useEffect(() => client?.on('error', (error) => latest.current(error)), [client, latest])
}
