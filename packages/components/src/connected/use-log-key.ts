'use client'

import { useClient } from '@herenow/react'
import type { Client } from '@herenow/react'
import { useState } from 'react'

interface LogPlace {
  readonly client: Client | null
  readonly channel: string | null
  readonly key: number
}

/** A key that changes with the channel and the client: another log has another place to read on and other unread ones. */
export function useLogKey(channel: string | null): number {
  const client = useClient()
  const [last, setPlace] = useState<LogPlace>({ client, channel, key: 0 })
  if (last.client === client && last.channel === channel) return last.key
  const key = last.key + 1
  setPlace({ client, channel, key })
  return key
}
