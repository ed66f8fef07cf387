'use client'

import { forwardRef } from 'react'
import type { Part } from '../anatomy/part.ts'
import { PresencePopoverView } from '../parts/presence-popover/presence-popover-view.tsx'
import type { PresencePopoverViewProps } from '../parts/presence-popover/presence-popover-view.tsx'
import { usePresentMembers } from './use-present-members.ts'
import type { ConnectedPresenceProps } from './use-present-members.ts'

type Connected = Omit<PresencePopoverViewProps, 'members'> & ConnectedPresenceProps & { readonly members?: undefined }
type Pure = PresencePopoverViewProps & { readonly channel?: undefined; readonly enter?: undefined }

/** With `channel`: whoever is there. With `members`: whom you pass. */
export type PresencePopoverProps = Connected | Pure

/** A button that opens a list of everyone, which stays up to date while it is open. */
export const PresencePopover: Part<'button', PresencePopoverProps> = forwardRef(function PresencePopover(
  { channel, enter, members, ...rest }: PresencePopoverProps,
  ref,
) {
  if (members !== undefined) return <PresencePopoverView ref={ref} {...rest} members={members} />
  return <ConnectedPresencePopover ref={ref} {...rest} channel={channel ?? null} enter={enter} />
})

const ConnectedPresencePopover: Part<'button', Omit<Connected, 'members'>> = forwardRef(
  function ConnectedPresencePopover({ channel, enter, ...rest }: Omit<Connected, 'members'>, ref) {
    return <PresencePopoverView ref={ref} {...usePresentMembers({ channel, enter })} {...rest} />
  },
)
