'use client'

import { forwardRef } from 'react'
import type { Part } from '../anatomy/part.ts'
import { PresenceListView } from '../parts/presence-list/presence-list-view.tsx'
import type { PresenceListViewProps } from '../parts/presence-list/presence-list-view.tsx'
import { usePresentMembers } from './use-present-members.ts'
import type { ConnectedPresenceProps } from './use-present-members.ts'

type Connected = Omit<PresenceListViewProps, 'members'> & ConnectedPresenceProps & { readonly members?: undefined }
type Pure = PresenceListViewProps & { readonly channel?: undefined; readonly enter?: undefined }

/** With `channel`: whoever is there. With `members`: whom you pass. */
export type PresenceListProps = Connected | Pure

/** Everyone who is here, by name. */
export const PresenceList: Part<'div', PresenceListProps> = forwardRef(function PresenceList(
  { channel, enter, members, ...rest }: PresenceListProps,
  ref,
) {
  if (members !== undefined) return <PresenceListView ref={ref} {...rest} members={members} />
  return <ConnectedPresenceList ref={ref} {...rest} channel={channel ?? null} enter={enter} />
})

const ConnectedPresenceList: Part<'div', Omit<Connected, 'members'>> = forwardRef(function ConnectedPresenceList(
  { channel, enter, ...rest }: Omit<Connected, 'members'>,
  ref,
) {
  return <PresenceListView ref={ref} {...usePresentMembers({ channel, enter })} {...rest} />
})
