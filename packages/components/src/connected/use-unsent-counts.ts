'use client'

import { useClient } from '@herenow/react'
import type { Channel, MessageStatus } from '@herenow/react'
import { useCallback, useMemo, useSyncExternalStore } from 'react'

interface UnsentCounts {
  /** On their way, or waiting for a connection. */
  readonly queuedCount: number
  /** Given up, until they are tried again. */
  readonly failedCount: number
}

const nothing = () => {}

/** How many messages of ours a channel hasn't sent. Renders when a number changes, not with every message. */
export function useUnsentCounts(name: string | null): UnsentCounts {
  const client = useClient()
  const channel = useMemo(() => (client === null || name === null ? null : client.channel(name)), [client, name])
  return { queuedCount: useCount(channel, 'sending'), failedCount: useCount(channel, 'failed') }
}

function useCount(channel: Channel | null, status: MessageStatus): number {
  const subscribe = useCallback((listener: () => void) => channel?.log.subscribe(listener) ?? nothing, [channel])
  const count = () => channel?.log.getState().messages.filter((message) => message.status === status).length ?? 0
  return useSyncExternalStore(subscribe, count, () => 0)
}
