'use client'

import type { Channel, ChannelTypes, UntypedChannel } from '@herenow/core'
import { useMemo } from 'react'
import type { ChannelReference, HookOptions } from './channel-reference.ts'
import { noChannel } from './no-channel.ts'
import { useSharedChannel } from './use-shared-channel.ts'

/** A channel's `publish`, without the channel. Keeps its identity; may be passed on freely. */
export type Publish<Types extends ChannelTypes = UntypedChannel> = Channel<Types>['publish']

/**
 * Publishes without watching: never renders again, never attaches.
 *
 * Signed out or without a channel, it rejects with `connection_closed`.
 */
export function usePublish<Types extends ChannelTypes = UntypedChannel>(
  reference: ChannelReference<Types>,
  options?: HookOptions,
): Publish<Types> {
  const channel = useSharedChannel(reference, options)
  return useMemo(() => publishOn(channel), [channel])
}

/** `publish` of a channel that may not be there. */
export function publishOn<Types extends ChannelTypes>(channel: Channel<Types> | null): Publish<Types> {
  return channel === null ? noChannel : (name, data, options) => channel.publish(name, data, options)
}
