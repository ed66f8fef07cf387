'use client'

import type { Part } from '../anatomy/part.ts'
import { PresenceListView } from '../parts/presence-list/presence-list-view.tsx'
import type { PresenceListViewProps } from '../parts/presence-list/presence-list-view.tsx'
import { connect } from './connect.tsx'
import type { TwoForms } from './connect.tsx'
import { usePresentMembers } from './use-present-members.ts'
import type { ConnectedPresenceProps } from './use-present-members.ts'

type Connected = Omit<PresenceListViewProps, 'members'> & ConnectedPresenceProps & { readonly members?: undefined }

/** With `channel`: shows everyone there. With `members`: shows those that you pass. */
export type PresenceListProps = TwoForms<PresenceListViewProps, Connected>

/** Lists everyone who is here, by name. */
export const PresenceList: Part<'div', PresenceListProps> = connect(
  PresenceListView,
  'members',
  function PresenceList({ channel, enter, ...rest }: Connected) {
    const { members, selfId, status } = usePresentMembers({ channel, enter })
    return { selfId, status, ...rest, members }
  },
)
