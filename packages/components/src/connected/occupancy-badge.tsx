'use client'

import { useHereNow } from '@herenow/react'
import type { ChannelReference, ChannelTypes } from '@herenow/react'
import type { Part } from '../anatomy/part.ts'
import { OccupancyBadgeView } from '../parts/occupancy-badge/occupancy-badge-view.tsx'
import type { OccupancyBadgeViewProps } from '../parts/occupancy-badge/occupancy-badge-view.tsx'
import { connect } from './connect.tsx'
import type { TwoForms } from './connect.tsx'

type Connected = Omit<OccupancyBadgeViewProps, 'count'> & {
  /** A name, a definition, or `null` for none yet. It is not attached: asking for a number costs no more than that. */
  readonly channel: ChannelReference<ChannelTypes>
  readonly count?: undefined
}

/** With `channel`: how many are there. With `count`: the number that you pass. */
export type OccupancyBadgeProps = TwoForms<OccupancyBadgeViewProps, Connected>

/** How many people are here, as a small number. */
export const OccupancyBadge: Part<'span', OccupancyBadgeProps> = connect(
  OccupancyBadgeView,
  'count',
  function OccupancyBadge({ channel, ...rest }: Connected) {
    const { occupancy, status } = useHereNow(channel)
    // Zero is also what stands there before the first answer.
    return { ...rest, count: status === 'ready' || occupancy > 0 ? occupancy : null }
  },
)
