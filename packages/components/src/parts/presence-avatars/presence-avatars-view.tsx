'use client'

import type { HookStatus, Member } from '@herenow/react'
import type { ComponentType, ReactElement, ReactNode } from 'react'
import { definePart } from '../../anatomy/define-part.ts'
import type { Part, PartProps } from '../../anatomy/part.ts'
import { useNumber } from '../../config/use-number.ts'
import { usePerson } from '../../config/use-person.ts'
import { useStrings } from '../../config/use-strings.ts'
import { memberStatus } from '../../people/member-status.ts'
import { colorIn } from '../../people/person-color.ts'
import type { PersonStatus } from '../../people/person.ts'
import { useArrangedMembers } from '../../people/use-arranged-members.ts'
import { useHues } from '../../people/use-hues.ts'
import type { MembersOptions } from '../../people/use-arranged-members.ts'
import { presenceEnglish } from '../../strings/presence-english.ts'
import { Avatar as DefaultAvatar } from '../avatar/avatar.tsx'
import type { AvatarProps, AvatarSize } from '../avatar/avatar.tsx'
import { PresenceRows } from '../presence-list/presence-rows.tsx'
import { PopoverButton } from '../presence-popover/popover-button.tsx'

/** The state that a `render` of `PresenceAvatars` gets. */
export interface PresenceAvatarsState {
  /** How many people there are. */
  readonly count: number
  /** How many of them have no avatar and are listed by the button. */
  readonly more: number
}

/** Pieces of `PresenceAvatars` that can be replaced. */
export interface PresenceAvatarsSlots {
  readonly Avatar?: ComponentType<AvatarProps> | undefined
}

/** The second argument of `renderMember`. */
export interface PresenceAvatarState {
  readonly isSelf: boolean
  readonly status: PersonStatus | undefined
  readonly size: AvatarSize
}

/** Props of `PresenceAvatars`, besides the attributes of its `ul`. */
export interface PresenceAvatarsOptions extends MembersOptions {
  /** The most avatars that are shown; a button behind them lists everyone. Default 5. */
  readonly max?: number | undefined
  readonly size?: AvatarSize | undefined
  /** With `error`, and nobody to show, it says that it can't tell who is here. Default `'ready'`. */
  readonly status?: HookStatus | undefined
  /** How many people there are, if `members` doesn't list all of them. */
  readonly total?: number | undefined
  /** The status of a member. Default: the `status` in their presence state, if it is a valid one. */
  readonly statusOf?: ((member: Member) => PersonStatus | undefined) | undefined
  /** Draws the content of a member's `li`: give it a name for screen readers. */
  readonly renderMember?: ((member: Member, state: PresenceAvatarState) => ReactNode) | undefined
  readonly slots?: PresenceAvatarsSlots | undefined
}

export type PresenceAvatarsViewProps = PartProps<'ul', PresenceAvatarsState, PresenceAvatarsOptions>

/** Shows who is here: overlapping avatars, and a button that lists everyone. */
export const PresenceAvatarsView: Part<'ul', PresenceAvatarsViewProps> = definePart(
  'presence-avatars',
  'ul',
  function PresenceAvatarsView({ members, selfId, order, self, ...options }) {
    const { max = 5, size = 'medium', total = 0, status, ...others } = options
    const { statusOf = memberStatus, renderMember, slots, ...rest } = others
    const number = useNumber()
    const strings = useStrings(presenceEnglish)
    const arranged = useArrangedMembers({ members, selfId, order, self })
    const count = Math.max(total - (members.length - arranged.length), arranged.length)
    const shown = arranged.slice(0, Math.max(0, max))
    const hues = useHues(arranged.map(({ clientId }) => clientId))
    const more = count - shown.length
    const rows = { members: arranged, selfId, statusOf, slots, hues }
    const isUnknown = status === 'error' && count === 0
    const title = isUnknown ? strings.peopleUnknown : strings.peopleHere(count, number(count))
    return {
      // Safari drops the role of a list without markers.
      role: 'list',
      'aria-label': title,
      ...rest,
      'data-size': size,
      children: (
        <>
          {isUnknown && <li className="hn-presence-avatars-unknown">{strings.peopleUnknown}</li>}
          {shown.map((member, index) => {
            const state = { isSelf: member.clientId === selfId, status: statusOf(member), size }
            return (
              <li
                className="hn-presence-avatars-item"
                key={member.clientId}
                data-own={state.isSelf}
                style={{ zIndex: shown.length - index }}
              >
                {renderMember ? (
                  renderMember(member, state)
                ) : (
                  <MemberAvatar {...{ member, slots, ...state }} hue={hues.get(member.clientId)} />
                )}
              </li>
            )
          })}
          {more > 0 && (
            <li className="hn-presence-avatars-item">
              <PopoverButton
                className="hn-presence-avatars-more"
                aria-label={strings.morePeople(more, number(more))}
                panelTitle={title}
                content={<PresenceRows className="hn-popover-list" tabIndex={0} rows={rows} />}
              >
                {strings.moreShort(more, number(more))}
              </PopoverButton>
            </li>
          )}
        </>
      ),
      state: { count, more },
    }
  },
)

interface MemberAvatarProps extends PresenceAvatarState {
  readonly member: Member
  readonly hue: number | undefined
  readonly slots: PresenceAvatarsSlots | undefined
}

function MemberAvatar({ member, status, size, hue, slots }: MemberAvatarProps): ReactElement {
  const { clientId, info, state } = member
  const { name, avatar, color } = usePerson(clientId, info)
  const Avatar = slots?.Avatar ?? DefaultAvatar
  const look = { color: colorIn(state) ?? color, hue, status, size }
  return <Avatar id={clientId} name={name} src={avatar} title={name} {...look} />
}
