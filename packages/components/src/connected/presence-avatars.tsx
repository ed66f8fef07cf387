'use client'

import { forwardRef } from 'react'
import type { Part } from '../anatomy/part.ts'
import { PresenceAvatarsView } from '../parts/presence-avatars/presence-avatars-view.tsx'
import type { PresenceAvatarsViewProps } from '../parts/presence-avatars/presence-avatars-view.tsx'
import { usePresentMembers } from './use-present-members.ts'
import type { ConnectedPresenceProps } from './use-present-members.ts'

type Connected = Omit<PresenceAvatarsViewProps, 'members'> & ConnectedPresenceProps & { readonly members?: undefined }
type Pure = PresenceAvatarsViewProps & { readonly channel?: undefined; readonly enter?: undefined }

/** With `channel`: whoever is there. With `members`: whom you pass. */
export type PresenceAvatarsProps = Connected | Pure

/**
 * Who is here, at a glance: overlapping avatars, and behind the last a button that lists everyone.
 *
 * Two tabs of one person are one avatar, and newcomers come last, so nobody moves.
 */
export const PresenceAvatars: Part<'ul', PresenceAvatarsProps> = forwardRef(function PresenceAvatars(
  { channel, enter, members, ...rest }: PresenceAvatarsProps,
  ref,
) {
  if (members !== undefined) return <PresenceAvatarsView ref={ref} {...rest} members={members} />
  return <ConnectedAvatars ref={ref} {...rest} channel={channel ?? null} enter={enter} />
})

const ConnectedAvatars: Part<'ul', Omit<Connected, 'members'>> = forwardRef(function ConnectedAvatars(
  { channel, enter, ...rest }: Omit<Connected, 'members'>,
  ref,
) {
  const { members, selfId } = usePresentMembers({ channel, enter })
  return <PresenceAvatarsView ref={ref} selfId={selfId} {...rest} members={members} />
})
