'use client'

import { useHereNow } from '@herenow/react'
import type { ChannelReference, ChannelTypes } from '@herenow/react'
import type { Part } from '../anatomy/part.ts'
import { OccupancyBadgeView } from '../parts/occupancy-badge/occupancy-badge-view.tsx'
import type { OccupancyBadgeViewProps } from '../parts/occupancy-badge/occupancy-badge-view.tsx'
import { connect } from './connect.tsx'
import type { TwoForms } from './connect.tsx'

type Connected = Omit<OccupancyBadgeViewProps, 'count'> & {
  /** A name, a definition, or `null` for none yet. It is only asked for its number, not attached. */
  readonly channel: ChannelReference<ChannelTypes>
  readonly count?: undefined
}

/** With `channel`: shows how many people are there. With `count`: shows the number that you pass. */
export type OccupancyBadgeProps = TwoForms<OccupancyBadgeViewProps, Connected>

/** How many people are here, as a small number. */
export const OccupancyBadge: Part<'span', OccupancyBadgeProps> = connect(
  OccupancyBadgeView,
  'count',
  function OccupancyBadge({ channel, ...rest }: Connected) {
    const { occupancy, status } = useHereNow(channel)
    // Before the first answer `occupancy` is zero too.
    return { status, ...rest, count: status === 'ready' || occupancy > 0 ? occupancy : null }
  },
)
