'use client'

import type { Member } from '@herenow/react'
import type { ReactElement } from 'react'
import { useNumber } from '../../config/use-number.ts'
import { usePerson } from '../../config/use-person.ts'
import { useStrings } from '../../config/use-strings.ts'
import type { PersonStatus } from '../../people/person.ts'
import { presenceEnglish } from '../../strings/presence-english.ts'
import { Avatar as DefaultAvatar } from '../avatar/avatar.tsx'
import type { PresenceListSlots } from './presence-rows.tsx'

interface PresenceListItemProps {
  readonly member: Member
  readonly isSelf: boolean
  readonly status: PersonStatus | undefined
  /** The status stands above the row already. */
  readonly isGrouped: boolean
  readonly slots: PresenceListSlots | undefined
}

/** One person in a list: picture, name, and what is to be said about them. */
export function PresenceListItem(props: PresenceListItemProps): ReactElement {
  const { member, isSelf, status, isGrouped, slots } = props
  const { name, avatar } = usePerson(member.clientId, member.info)
  const strings = useStrings(presenceEnglish)
  const number = useNumber()
  const Avatar = slots?.Avatar ?? DefaultAvatar
  const tabs = member.connections.length
  return (
    <>
      <Avatar id={member.clientId} name={name} src={avatar} status={status} size="small" decorative />
      <span className="hn-presence-list-name">
        <bdi className="hn-presence-list-bdi">{name}</bdi>
      </span>
      {isSelf && <span className="hn-presence-list-note">{strings.you}</span>}
      {tabs > 1 && <span className="hn-presence-list-note">{strings.tabs(tabs, number(tabs))}</span>}
      {status && !isGrouped && <span className="hn-presence-list-note">{strings.status[status]}</span>}
    </>
  )
}
