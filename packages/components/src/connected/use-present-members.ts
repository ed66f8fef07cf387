'use client'

import { useClient, usePresence } from '@herenow/react'
import type { ChannelReference, ChannelTypes, HookStatus, Member } from '@herenow/react'
import { useCanBePresent } from './use-can-be-present.ts'

/** Props of a connected presence component, in place of `members`. */
export interface ConnectedPresenceProps {
  /** A name, a definition, or `null` for none yet. */
  readonly channel: ChannelReference<ChannelTypes>
  /** Take part while mounted, or only watch. Default `false`; `ChatPanel` and `usePresence` take part by themselves. */
  readonly enter?: boolean | undefined
}

interface PresentMembers {
  readonly members: readonly Member[]
  readonly selfId: string | null
  readonly status: HookStatus
}

/** The members of a channel, and our own client id. */
export function usePresentMembers({ channel, enter = false }: ConnectedPresenceProps): PresentMembers {
  const canBePresent = useCanBePresent(channel)
  const { members, status } = usePresence(channel, { enter: enter && canBePresent })
  const selfId = useClient()?.clientId ?? null
  return { members, selfId, status }
}
