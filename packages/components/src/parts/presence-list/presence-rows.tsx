'use client'

import type { Member } from '@herenow/react'
import type { ComponentPropsWithoutRef, ComponentType, ReactElement, ReactNode } from 'react'
import { classNames } from '../../anatomy/class-names.ts'
import type { PersonStatus } from '../../people/person.ts'
import type { AvatarProps } from '../avatar/avatar.tsx'
import { PresenceListItem } from './presence-list-item.tsx'

/** What a `renderItem` is told beside the member. */
export interface PresenceListItemState {
  readonly isSelf: boolean
  readonly status: PersonStatus | undefined
}

/** Pieces of `PresenceList` that can be replaced. */
export interface PresenceListSlots {
  readonly Avatar?: ComponentType<AvatarProps> | undefined
}

/** Whom to list, in this order. */
export interface Rows {
  readonly members: readonly Member[]
  readonly selfId: string | null | undefined
  readonly statusOf: (member: Member) => PersonStatus | undefined
  readonly slots: PresenceListSlots | undefined
  readonly renderItem?: ((member: Member, state: PresenceListItemState) => ReactNode) | undefined
  /** The status stands above the list already. */
  readonly isGrouped?: boolean
}

interface PresenceRowsProps extends ComponentPropsWithoutRef<'ul'> {
  readonly rows: Rows
}

/** One list of people. */
export function PresenceRows({ rows, className, ...rest }: PresenceRowsProps): ReactElement {
  const { members, selfId, statusOf, slots, renderItem, isGrouped = false } = rows
  return (
    // The role is said again: Safari forgets it where a list has no markers.
    <ul role="list" {...rest} className={classNames('hn-presence-list-items', className)}>
      {members.map((member) => {
        const item = { isSelf: member.clientId === selfId, status: statusOf(member) }
        return (
          <li
            className="hn-presence-list-item"
            key={member.clientId}
            data-slot="presence-list-item"
            data-own={item.isSelf}
          >
            {renderItem ? renderItem(member, item) : <PresenceListItem {...{ member, slots, isGrouped, ...item }} />}
          </li>
        )
      })}
    </ul>
  )
}
