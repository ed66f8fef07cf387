'use client'

import type { Channel, ChannelTypes, MessageLog, UntypedChannel } from '@herenow/core'
import { useEffect, useMemo } from 'react'
import type { ChannelReference, HookOptions } from './channel-reference.ts'
import { constantStore } from './constant-store.ts'
import { useLease } from './use-lease.ts'
import { useSharedChannel } from './use-shared-channel.ts'
import { useStoreValue } from './use-store-value.ts'

export interface UseHistoryOptions extends HookOptions {
  /** Messages per page. Default 50. */
  readonly limit?: number | undefined
  /** Attach the channel and follow it. Default `true`; `false` only reads stored messages. */
  readonly live?: boolean | undefined
}

export interface UseHistoryResult<Types extends ChannelTypes = UntypedChannel> extends MessageLog<Types> {
  /** Loads the next older page, or the first one again after an error. Never rejects: see `fetchOlderError` and `error`. */
  readonly fetchOlder: () => Promise<void>
  /** Sends a failed message again under its id. */
  readonly retry: (messageId: string) => void
  /** Removes a failed or waiting message from the log. */
  readonly discard: (messageId: string) => void
}

interface NoTypes extends ChannelTypes {
  readonly messages: Record<never, never>
}

const noLog = constantStore<MessageLog<NoTypes>>({
  messages: [],
  gaps: [],
  status: 'pending',
  error: null,
  hasOlder: false,
  isFetchingOlder: false,
  fetchOlderError: null,
})

/**
 * A channel's messages: past and live joined, our own pending and failed ones included, in order, once each.
 *
 * All components that use the channel share one log; `limit` is only the size of the pages that this hook requests.
 */
export function useHistory<Types extends ChannelTypes = UntypedChannel>(
  reference: ChannelReference<Types>,
  { limit = 50, live = true, enabled }: UseHistoryOptions = {},
): UseHistoryResult<Types> {
  const channel = useSharedChannel(reference, { enabled })
  useLease(live ? channel : null)
  useEffect(() => {
    void channel?.log.load(limit)
  }, [channel, limit])
  const log = useStoreValue<MessageLog<Types> | MessageLog<NoTypes>>(channel?.log ?? noLog)
  const actions = useMemo(() => logActions(channel, limit), [channel, limit])
  return useMemo(() => ({ ...log, ...actions }), [log, actions])
}

function logActions<Types extends ChannelTypes>(
  channel: Channel<Types> | null,
  limit: number,
): Pick<UseHistoryResult, 'fetchOlder' | 'retry' | 'discard'> {
  return {
    fetchOlder: async () => channel?.log.fetchOlder(limit),
    retry: (messageId) => channel?.retry(messageId),
    discard: (messageId) => channel?.discard(messageId),
  }
}
