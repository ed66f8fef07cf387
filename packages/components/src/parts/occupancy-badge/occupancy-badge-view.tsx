'use client'

import type { HookStatus } from '@herenow/react'
import { definePart } from '../../anatomy/define-part.ts'
import type { Part, PartProps } from '../../anatomy/part.ts'
import { useNumber } from '../../config/use-number.ts'
import { useStrings } from '../../config/use-strings.ts'
import { presenceEnglish } from '../../strings/presence-english.ts'

/** The state that a `render` of `OccupancyBadge` gets. */
export interface OccupancyBadgeState {
  readonly count: number | null
}

/** Props of `OccupancyBadge`, besides the attributes of its `span`. */
export interface OccupancyBadgeOptions {
  /** How many people there are; `null`: nobody knows yet. */
  readonly count: number | null
  /** With `error`, and no number to show, it says that it can't tell who is here. Default `'ready'`. */
  readonly status?: HookStatus | undefined
  /** Above it the badge shows "99+"; screen readers are told the exact number. Default 99. */
  readonly max?: number | undefined
  /** `true`: screen readers are told when the number changes. Default `false`. */
  readonly live?: boolean | undefined
}

export type OccupancyBadgeViewProps = PartProps<'span', OccupancyBadgeState, OccupancyBadgeOptions>

/** How many people are here, as a small number. */
export const OccupancyBadgeView: Part<'span', OccupancyBadgeViewProps> = definePart(
  'occupancy-badge',
  'span',
  function OccupancyBadgeView({ count, status, max = 99, live = false, ...rest }) {
    const strings = useStrings(presenceEnglish)
    const number = useNumber()
    const few = (known: number) => (known > max ? strings.atLeast(max, number(max)) : number(known))
    const unknown = status === 'error' ? strings.peopleUnknown : strings.loadingPeople
    return {
      role: live ? 'status' : undefined,
      ...rest,
      'data-state': count === null ? 'unknown' : count === 0 ? 'empty' : 'occupied',
      children: (
        <>
          <span className="hn-occupancy-badge-icon" aria-hidden="true" />
          <span className="hn-occupancy-badge-count" aria-hidden="true">
            {count === null ? '–' : few(count)}
          </span>
          <span className="hn-hidden">{count === null ? unknown : strings.peopleHere(count, number(count))}</span>
        </>
      ),
      state: { count },
    }
  },
)
