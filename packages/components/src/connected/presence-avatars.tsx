'use client'

import type { Part } from '../anatomy/part.ts'
import { PresenceAvatarsView } from '../parts/presence-avatars/presence-avatars-view.tsx'
import type { PresenceAvatarsViewProps } from '../parts/presence-avatars/presence-avatars-view.tsx'
import { connect } from './connect.tsx'
import type { TwoForms } from './connect.tsx'
import { usePresentMembers } from './use-present-members.ts'
import type { ConnectedPresenceProps } from './use-present-members.ts'

type Connected = Omit<PresenceAvatarsViewProps, 'members'> & ConnectedPresenceProps & { readonly members?: undefined }

/** With `channel`: shows everyone there. With `members`: shows those that you pass. */
export type PresenceAvatarsProps = TwoForms<PresenceAvatarsViewProps, Connected>

/**
 * Shows who is here: overlapping avatars, and after the last a button that lists everyone.
 *
 * Two tabs of one person are one avatar. Newcomers are added at the end, so nobody moves.
 */
export const PresenceAvatars: Part<'ul', PresenceAvatarsProps> = connect(
  PresenceAvatarsView,
  'members',
  function PresenceAvatars({ channel, enter, ...rest }: Connected) {
    const { members, selfId, status } = usePresentMembers({ channel, enter })
    return { selfId, status, ...rest, members }
  },
)
