'use client'

import { useHereNow } from '@herenow/react'
import type { ChannelReference, ChannelTypes } from '@herenow/react'
import { forwardRef } from 'react'
import type { Part } from '../anatomy/part.ts'
import { OccupancyBadgeView } from '../parts/occupancy-badge/occupancy-badge-view.tsx'
import type { OccupancyBadgeViewProps } from '../parts/occupancy-badge/occupancy-badge-view.tsx'

type Connected = Omit<OccupancyBadgeViewProps, 'count'> & {
  /** A name, a definition, or `null` for none yet. It is not attached: asking for a number costs no more than that. */
  readonly channel: ChannelReference<ChannelTypes>
  readonly count?: undefined
}
type Pure = OccupancyBadgeViewProps & { readonly channel?: undefined }

/** With `channel`: how many are there. With `count`: the number that you pass. */
export type OccupancyBadgeProps = Connected | Pure

/** How many people are here, as a small number. */
export const OccupancyBadge: Part<'span', OccupancyBadgeProps> = forwardRef(function OccupancyBadge(
  { channel, count, ...rest }: OccupancyBadgeProps,
  ref,
) {
  if (count !== undefined) return <OccupancyBadgeView ref={ref} {...rest} count={count} />
  return <ConnectedBadge ref={ref} {...rest} channel={channel ?? null} />
})

const ConnectedBadge: Part<'span', Omit<Connected, 'count'>> = forwardRef(function ConnectedBadge(
  { channel, ...rest }: Omit<Connected, 'count'>,
  ref,
) {
  const { occupancy } = useHereNow(channel)
  return <OccupancyBadgeView ref={ref} {...rest} count={occupancy} />
})
