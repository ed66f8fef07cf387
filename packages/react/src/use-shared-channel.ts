'use client'

import type { Channel, ChannelOptions, ChannelTypes, UntypedChannel } from '@herenow/core'
import { useMemo } from 'react'
import { channelName } from './channel-reference.ts'
import type { ChannelReference, HookOptions } from './channel-reference.ts'
import { useClient } from './use-client.ts'
import { valueKey } from './value-key.ts'

/**
 * The client's channel of this name. The lookup acquires nothing, so it is safe while rendering. All renders of a commit
 * precede its first lease, so that options count no matter which component leases first.
 */
export function useSharedChannel<Types extends ChannelTypes = UntypedChannel>(
  reference: ChannelReference<Types>,
  { enabled = true, rewind, since, presence }: HookOptions & ChannelOptions = {},
): Channel<Types> | null {
  const client = useClient()
  const name = enabled ? channelName(reference) : null
  const key = valueKey({ rewind, since, presence })
  return useMemo(
    () => (client === null || name === null ? null : client.channel<Types>(name, keyedOptions(key))),
    [client, name, key],
  )
}

/** The options behind a key; `undefined` for an empty one. */
function keyedOptions(key: string): ChannelOptions | undefined {
  if (key === '{}') return undefined
  const { since, ...options } = JSON.parse(key) as ChannelOptions & { readonly since?: unknown }
  return { ...options, since: typeof since === 'string' ? new Date(since) : since }
}
