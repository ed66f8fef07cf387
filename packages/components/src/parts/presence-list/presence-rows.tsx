'use client'

import type { Member } from '@herenow/react'
import { memo } from 'react'
import type { ComponentPropsWithoutRef, ComponentType, ReactElement, ReactNode } from 'react'
import { classNames } from '../../anatomy/class-names.ts'
import { useNumber } from '../../config/use-number.ts'
import { usePerson } from '../../config/use-person.ts'
import { useStrings } from '../../config/use-strings.ts'
import { colorIn } from '../../people/person-color.ts'
import type { PersonStatus } from '../../people/person.ts'
import { presenceEnglish } from '../../strings/presence-english.ts'
import { Avatar as DefaultAvatar } from '../avatar/avatar.tsx'
import type { AvatarProps } from '../avatar/avatar.tsx'

/** The second argument of `renderItem`. */
export interface PresenceListItemState {
  readonly isSelf: boolean
  readonly status: PersonStatus | undefined
}

/** Pieces of `PresenceList` that can be replaced. */
export interface PresenceListSlots {
  readonly Avatar?: ComponentType<AvatarProps> | undefined
}

/** The members to list, in this order, and how to draw them. */
export interface Rows {
  readonly members: readonly Member[]
  readonly selfId: string | null | undefined
  readonly statusOf: (member: Member) => PersonStatus | undefined
  readonly slots: PresenceListSlots | undefined
  /** From `useHues`, for all who are listed. */
  readonly hues: ReadonlyMap<string, number>
  readonly renderItem?: ((member: Member, state: PresenceListItemState) => ReactNode) | undefined
  /** The status is shown above the list, so rows leave it out. */
  readonly isGrouped?: boolean
}

interface PresenceRowsProps extends ComponentPropsWithoutRef<'ul'> {
  readonly rows: Rows
}

/** One list of people. */
export function PresenceRows({ rows, className, ...rest }: PresenceRowsProps): ReactElement {
  const { members, selfId, statusOf, renderItem, slots, isGrouped, hues } = rows
  const Avatar = slots?.Avatar ?? DefaultAvatar
  return (
    // Safari drops the role of a list without markers.
    <ul role="list" {...rest} className={classNames('hn-presence-list-items', className)}>
      {members.map((member) => {
        const state = { isSelf: member.clientId === selfId, status: statusOf(member) }
        return (
          <li
            className="hn-presence-list-item"
            key={member.clientId}
            data-slot="presence-list-item"
            data-own={state.isSelf}
          >
            {renderItem ? (
              renderItem(member, state)
            ) : (
              <Item {...{ member, Avatar, isGrouped, ...state }} hue={hues.get(member.clientId)} />
            )}
          </li>
        )
      })}
    </ul>
  )
}

interface ItemProps extends PresenceListItemState {
  readonly member: Member
  readonly Avatar: ComponentType<AvatarProps>
  readonly isGrouped: boolean | undefined
  readonly hue: number | undefined
}

/**
 * One person in a list: picture, name and notes. Renders again when one of these changes.
 *
 * Its props hold nothing of other members: in development React compares all props of a component, in depth.
 */
const Item: ComponentType<ItemProps> = memo(function Item(props: ItemProps): ReactElement {
  const { member, isSelf, status, Avatar, isGrouped, hue } = props
  const { name, avatar, color } = usePerson(member.clientId, member.info)
  const strings = useStrings(presenceEnglish)
  const number = useNumber()
  const tabs = member.connections.length
  return (
    <>
      <Avatar
        id={member.clientId}
        name={name}
        src={avatar}
        color={colorIn(member.state) ?? color}
        hue={hue}
        status={status}
        size="small"
        decorative
      />
      <span className="hn-presence-list-name">
        <bdi className="hn-presence-list-bdi">{name}</bdi>
      </span>
      {isSelf && <span className="hn-presence-list-note">{strings.you}</span>}
      {tabs > 1 && <span className="hn-presence-list-note">{strings.tabs(tabs, number(tabs))}</span>}
      {status && !isGrouped && <span className="hn-presence-list-note">{strings.status[status]}</span>}
    </>
  )
})
