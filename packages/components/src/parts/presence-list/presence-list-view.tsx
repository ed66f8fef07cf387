'use client'

import { Fragment, useId } from 'react'
import type { ReactElement, ReactNode } from 'react'
import type { HookStatus, Member } from '@herenow/react'
import { definePart } from '../../anatomy/define-part.ts'
import type { Part, PartProps } from '../../anatomy/part.ts'
import { useStrings } from '../../config/use-strings.ts'
import { memberStatus } from '../../people/member-status.ts'
import type { PersonStatus } from '../../people/person.ts'
import { useArrangedMembers } from '../../people/use-arranged-members.ts'
import type { MembersOptions } from '../../people/use-arranged-members.ts'
import { useHues } from '../../people/use-hues.ts'
import { presenceEnglish } from '../../strings/presence-english.ts'
import { PresenceRows } from './presence-rows.tsx'
import type { PresenceListItemState, PresenceListSlots, Rows } from './presence-rows.tsx'

/** The state that a `render` of `PresenceList` gets. */
export interface PresenceListState {
  readonly state: 'pending' | 'error' | 'empty' | 'ready'
  readonly count: number
}

/** Props of `PresenceList`, besides the attributes of its `div`. */
export interface PresenceListOptions extends MembersOptions {
  /** `true`: a group for each status, under its name. Members without a status count as active. Default `false`. */
  readonly groupByStatus?: boolean | undefined
  /** Shown in place of an empty list. Default: "Nobody is here". */
  readonly empty?: ReactNode
  /** `pending` and `error` are shown while the list is empty. Default `'ready'`. */
  readonly status?: HookStatus | undefined
  /** The status of a member. Default: the `status` in their presence state, if it is a valid one. */
  readonly statusOf?: ((member: Member) => PersonStatus | undefined) | undefined
  /** Draws the content of a member's `li`. */
  readonly renderItem?: ((member: Member, state: PresenceListItemState) => ReactNode) | undefined
  readonly slots?: PresenceListSlots | undefined
}

export type PresenceListViewProps = PartProps<'div', PresenceListState, PresenceListOptions>

/** Lists everyone who is here, by name. */
export const PresenceListView: Part<'div', PresenceListViewProps> = definePart(
  'presence-list',
  'div',
  function PresenceListView({
    members,
    selfId,
    order,
    self,
    groupByStatus = false,
    empty,
    status = 'ready',
    statusOf = memberStatus,
    renderItem,
    slots,
    ...rest
  }) {
    const arranged = useArrangedMembers({ members, selfId, order, self })
    const state = arranged.length > 0 ? 'ready' : status === 'ready' ? 'empty' : status
    const { nobodyHere, loadingPeople, peopleUnknown } = useStrings(presenceEnglish)
    const textOf = { pending: loadingPeople, error: peopleUnknown, empty: empty ?? nobodyHere }
    const hues = useHues(arranged.map(({ clientId }) => clientId))
    const rows = { members: arranged, selfId, statusOf, renderItem, slots, hues }
    const Body = groupByStatus ? Groups : PresenceRows
    return {
      ...rest,
      'data-state': state,
      children:
        state === 'ready' ? <Body rows={rows} /> : <div className="hn-presence-list-nobody">{textOf[state]}</div>,
      state: { state, count: arranged.length },
    }
  },
)

const presentFirst: readonly PersonStatus[] = ['active', 'idle', 'offline']

function Groups({ rows }: { readonly rows: Rows }): ReactElement {
  const id = useId()
  const strings = useStrings(presenceEnglish)
  return (
    <>
      {presentFirst.map((status) => {
        const members = rows.members.filter((member) => (rows.statusOf(member) ?? 'active') === status)
        if (members.length === 0) return null
        return (
          <Fragment key={status}>
            <p className="hn-presence-list-group" id={id + status}>
              {strings.status[status]}
            </p>
            <PresenceRows rows={{ ...rows, members, isGrouped: true }} aria-labelledby={id + status} />
          </Fragment>
        )
      })}
    </>
  )
}
