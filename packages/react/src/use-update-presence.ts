'use client'

import type { ChannelPresence, ChannelTypes, UntypedChannel } from '@herenow/core'
import type { ChannelReference, HookOptions } from './channel-reference.ts'
import { noChannel } from './no-channel.ts'
import { usePresencePart } from './use-presence-part.ts'
import { useSharedChannel } from './use-shared-channel.ts'

/** Changes our presence state: takes the new state, or a function of the current one. */
export type UpdatePresence<State = unknown> = ChannelPresence<State>['update']

/**
 * Updates our presence without watching it: never renders again.
 *
 * The first update enters the channel, until this component unmounts, unless another component has entered already.
 * Signed out or without a channel, it rejects with `connection_closed`.
 */
export function useUpdatePresence<Types extends ChannelTypes = UntypedChannel>(
  reference: ChannelReference<Types>,
  options?: HookOptions,
): UpdatePresence<Types['presence']> {
  const channel = useSharedChannel(reference, options)
  return usePresencePart(channel?.presence ?? null)?.update ?? noChannel
}
