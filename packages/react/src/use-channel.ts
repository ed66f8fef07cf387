'use client'

import type {
  Capabilities,
  Channel,
  ChannelOptions,
  ChannelState,
  ChannelTypes,
  MessageOf,
  Signal,
  UntypedChannel,
} from '@herenow/core'
import { useEffect, useMemo } from 'react'
import type { ChannelProgress } from './channel-progress.ts'
import { channelProgress } from './channel-progress.ts'
import type { ChannelReference, HookOptions } from './channel-reference.ts'
import { constantStore } from './constant-store.ts'
import { sameFields } from './equality.ts'
import { noChannel } from './no-channel.ts'
import { useClient } from './use-client.ts'
import { useLatest } from './use-latest.ts'
import { useLease } from './use-lease.ts'
import { publishOn } from './use-publish.ts'
import type { Publish } from './use-publish.ts'
import { useSharedChannel } from './use-shared-channel.ts'
import { useStoreValue } from './use-store-value.ts'

export interface UseChannelOptions<Types extends ChannelTypes = UntypedChannel> extends ChannelOptions, HookOptions {
  /** Every message from now on, recovered ones too, once and in order. May be inline: the newest is called. */
  readonly onMessage?: ((message: MessageOf<Types>) => void) | undefined
  /** May be inline: the newest is called. */
  readonly onSignal?: ((signal: Signal) => void) | undefined
}

export interface UseChannelResult<Types extends ChannelTypes = UntypedChannel> extends ChannelProgress {
  /** `null` while there is no client or no channel. */
  readonly channel: Channel<Types> | null
  readonly publish: Publish<Types>
  readonly signal: Channel<Types>['signal']
  /** What can be done in the channel, or with the service while there is no channel; `null` while nobody is signed in. */
  readonly capabilities: Capabilities | null
}

const noCapabilities = constantStore<Capabilities | null>(null)
const noState = constantStore<ChannelState>({ status: 'initialized' })

/** Attaches a channel while mounted, returns its status, and passes messages and signals to handlers. */
export function useChannel<Types extends ChannelTypes = UntypedChannel>(
  reference: ChannelReference<Types>,
  options: UseChannelOptions<Types> = {},
): UseChannelResult<Types> {
  const channel = useSharedChannel(reference, options)
  // Subscribe before the lease: the attach may deliver messages immediately.
  useChannelListeners(channel, options)
  useLease(channel)
  const capabilities = useCapabilities(channel)
  const progress = useStoreValue(channel?.state ?? noState, channelProgress, sameFields)
  const actions = useMemo(
    () => ({ publish: publishOn(channel), signal: channel === null ? noChannel : channel.signal.bind(channel) }),
    [channel],
  )
  return useMemo(() => ({ channel, ...progress, ...actions, capabilities }), [channel, progress, actions, capabilities])
}

function useCapabilities(channel: Pick<Channel, 'capabilities'> | null): Capabilities | null {
  const ofService = useClient()?.capabilities ?? null
  const ofChannel = useStoreValue(channel?.capabilities ?? noCapabilities)
  return ofChannel ?? ofService
}

function useChannelListeners<Types extends ChannelTypes>(
  channel: Channel<Types> | null,
  { onMessage, onSignal }: UseChannelOptions<Types>,
): void {
  const handlers = useLatest({ onMessage, onSignal })
  const wantsMessages = onMessage !== undefined
  const wantsSignals = onSignal !== undefined
  useEffect(() => {
    if (wantsMessages) return channel?.subscribe((message) => handlers.current.onMessage?.(message))
    return undefined
  }, [channel, wantsMessages, handlers])
  useEffect(() => {
    if (wantsSignals) return channel?.onSignal((signal) => handlers.current.onSignal?.(signal))
    return undefined
  }, [channel, wantsSignals, handlers])
}
