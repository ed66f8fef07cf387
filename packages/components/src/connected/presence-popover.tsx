'use client'

import type { Part } from '../anatomy/part.ts'
import { PresencePopoverView } from '../parts/presence-popover/presence-popover-view.tsx'
import type { PresencePopoverViewProps } from '../parts/presence-popover/presence-popover-view.tsx'
import { connect } from './connect.tsx'
import type { TwoForms } from './connect.tsx'
import { usePresentMembers } from './use-present-members.ts'
import type { ConnectedPresenceProps } from './use-present-members.ts'

type Connected = Omit<PresencePopoverViewProps, 'members'> & ConnectedPresenceProps & { readonly members?: undefined }

/** With `channel`: shows everyone there. With `members`: shows those that you pass. */
export type PresencePopoverProps = TwoForms<PresencePopoverViewProps, Connected>

/** A button that opens a list of everyone, which stays up to date while it is open. */
export const PresencePopover: Part<'button', PresencePopoverProps> = connect(
  PresencePopoverView,
  'members',
  function PresencePopover({ channel, enter, ...rest }: Connected) {
    const { members, selfId, status } = usePresentMembers({ channel, enter })
    return { selfId, status, ...rest, members }
  },
)
