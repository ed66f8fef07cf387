'use client'

import type { AsJson, ChannelTypes, Members, Store, UntypedChannel } from '@herenow/core'
import type { ChannelReference, HookOptions } from './channel-reference.ts'
import { constantStore } from './constant-store.ts'
import type { Equality } from './equality.ts'
import { useLease } from './use-lease.ts'
import { useSharedChannel } from './use-shared-channel.ts'
import { useStoreValue } from './use-store-value.ts'

/** The members while there is no channel. */
export const nobody: Store<Members<never>> = constantStore({
  list: [],
  byClientId: new Map<never, never>(),
  self: null,
  status: 'pending',
  error: null,
})

/**
 * Watches the members of a channel without taking part: all of them, or the result of `selector`.
 *
 * For many members that change often, select their ids here and read each with `useMember`: then one component renders per
 * change.
 */
export function useMembers<Types extends ChannelTypes = UntypedChannel>(
  reference: ChannelReference<Types>,
): Members<AsJson<Types['presence']>>
export function useMembers<T, Types extends ChannelTypes = UntypedChannel>(
  reference: ChannelReference<Types>,
  selector: (members: Members<AsJson<Types['presence']>>) => T,
  isEqual?: Equality<T>,
  options?: HookOptions,
): T
export function useMembers<T, Types extends ChannelTypes>(
  reference: ChannelReference<Types>,
  selector?: (members: Members<AsJson<Types['presence']>>) => T,
  isEqual?: Equality<T>,
  options?: HookOptions,
): Members<AsJson<Types['presence']>> | T {
  const channel = useSharedChannel(reference, options)
  useLease(channel)
  return useStoreValue<Members<AsJson<Types['presence']>>, T>(channel?.presence.members ?? nobody, selector, isEqual)
}
