'use client'

import type {
  AsJson,
  ChannelPresence,
  ChannelTypes,
  Member,
  Members,
  RealtimeError,
  UntypedChannel,
} from '@herenow/core'
import { useEffect, useMemo } from 'react'
import type { HookStatus } from './channel-progress.ts'
import type { ChannelReference, HookOptions } from './channel-reference.ts'
import { sameFields } from './equality.ts'
import { noChannel } from './no-channel.ts'
import { nobody } from './use-members.ts'
import { useLease } from './use-lease.ts'
import { usePresencePart } from './use-presence-part.ts'
import { useSharedChannel } from './use-shared-channel.ts'
import { useStoreValue } from './use-store-value.ts'
import { useTakingPart } from './use-taking-part.ts'
import type { UpdatePresence } from './use-update-presence.ts'

export interface UsePresenceOptions<State = unknown> extends HookOptions {
  /** Our presence state, at most 4 KiB as JSON. May be inline: it is compared by value. The latest render wins. */
  readonly state?: State | undefined
  /** Take part while mounted. Default `true`; `false`: only `enter()` does. */
  readonly enter?: boolean | undefined
  /** Read who is here. Default `true`; `false`: `self` and `members` stay empty and never cause a render. */
  readonly members?: boolean | undefined
  /** Least milliseconds between two updates that are sent, 16 to 1,000. Default 50. */
  readonly throttle?: number | undefined
}

export interface UsePresenceResult<State = unknown> {
  /** Our own member, once the service has confirmed it. */
  readonly self: Member<AsJson<State>> | null
  /** By time of entering; two tabs of one person are one member. */
  readonly members: readonly Member<AsJson<State>>[]
  readonly enter: ChannelPresence<State>['enter']
  readonly update: UpdatePresence<State>
  readonly leave: ChannelPresence<State>['leave']
  readonly status: HookStatus
  /** Why our own presence was refused, or the channel can't be attached. */
  readonly error: RealtimeError | null
}

/**
 * Takes part in a channel while mounted, and reads who else is there.
 *
 * However many components use it on one channel, they are one presence; the last to unmount leaves.
 */
export function usePresence<Types extends ChannelTypes = UntypedChannel>(
  reference: ChannelReference<Types>,
  options: UsePresenceOptions<Types['presence']> = {},
): UsePresenceResult<Types['presence']> {
  const { throttle, members = true } = options
  const channel = useSharedChannel(reference, options)
  const presence = channel?.presence ?? null
  const part = usePresencePart(presence)
  useLease(channel)
  useTakingPart(part, options)
  useEffect(() => {
    if (throttle !== undefined) presence?.setThrottle(throttle)
  }, [presence, throttle])
  const view = useStoreValue<Members<AsJson<Types['presence']>>, PresenceView<Types['presence']>>(
    presence?.members ?? nobody,
    members ? withMembers : withoutMembers,
    sameFields,
  )
  return useMemo(() => {
    const { enter, update, leave } = part ?? noPart
    return { ...view, enter, update, leave }
  }, [view, part])
}

const noPart = { enter: noChannel, update: noChannel, leave: noChannel }

type PresenceView<State> = Pick<UsePresenceResult<State>, 'self' | 'members' | 'status' | 'error'>

function withMembers<State>({ self, list, status, error }: Members<AsJson<State>>): PresenceView<State> {
  return { self, members: list, status, error }
}

const none: readonly never[] = []

function withoutMembers<State>({ status, error }: Members<AsJson<State>>): PresenceView<State> {
  return { self: null, members: none, status, error }
}
