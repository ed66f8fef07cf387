'use client'

import { forwardRef } from 'react'
import type { ReactNode } from 'react'
import type { Part, PartProps } from '../../anatomy/part.ts'
import { useNumber } from '../../config/use-number.ts'
import { useStrings } from '../../config/use-strings.ts'
import { presenceEnglish } from '../../strings/presence-english.ts'
import { OccupancyBadgeView } from '../occupancy-badge/occupancy-badge-view.tsx'
import { PresenceListView } from '../presence-list/presence-list-view.tsx'
import type { PresenceListOptions } from '../presence-list/presence-list-view.tsx'
import { PopoverButton } from './popover-button.tsx'

/** The state that a `render` of `PresencePopover` gets. */
export interface PresencePopoverState {
  readonly isOpen: boolean
}

/** Props of `PresencePopover`, besides the attributes of its `button`. */
export interface PresencePopoverOptions extends PresenceListOptions {
  /** How many people there are, if `members` doesn't list all of them. */
  readonly total?: number | undefined
  /** What the button shows. Default: how many people are here. */
  readonly children?: ReactNode
}

export type PresencePopoverViewProps = PartProps<'button', PresencePopoverState, PresencePopoverOptions>

/** A button that opens a list of everyone, which stays up to date while it is open. */
export const PresencePopoverView: Part<'button', PresencePopoverViewProps> = forwardRef(function PresencePopoverView(
  { members, selfId, order, self, groupByStatus, empty, status, ...attributes }: PresencePopoverViewProps,
  ref,
) {
  const { statusOf, renderItem, slots, total, children, ...rest } = attributes
  const { peopleHere, loadingPeople } = useStrings(presenceEnglish)
  const number = useNumber()
  const isKnown = status === undefined || status === 'ready' || members.length > 0
  const count = total ?? (isKnown ? members.length : null)
  const list = { members, selfId, order, self, groupByStatus, empty, status, statusOf, renderItem, slots }
  return (
    <PopoverButton
      {...rest}
      ref={ref}
      panelTitle={count === null ? loadingPeople : peopleHere(count, number(count))}
      content={<PresenceListView className="hn-popover-list" tabIndex={0} {...list} />}
    >
      {children ?? <OccupancyBadgeView count={count} />}
    </PopoverButton>
  )
})
