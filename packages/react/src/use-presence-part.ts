'use client'

import type { ChannelPresence } from '@herenow/core'
import { useInsertionEffect, useMemo } from 'react'
import { presencePart } from './presence-part.ts'
import type { PresencePart } from './presence-part.ts'

/**
 * This component's share in a channel's presence; `null` without a channel.
 *
 * Opened in an insertion effect, which comes before every other effect of the commit and isn't run twice by
 * StrictMode: a child may call `update` in its own effect.
 */
export function usePresencePart<State>(presence: ChannelPresence<State> | null): PresencePart<State> | null {
  const part = useMemo(() => (presence === null ? null : presencePart(presence)), [presence])
  useInsertionEffect(() => {
    part?.open()
    return () => part?.close()
  }, [part])
  return part
}
