'use client'

import { useSyncExternalStore } from 'react'
import { definePart } from '../../anatomy/define-part.ts'
import type { Part, PartProps } from '../../anatomy/part.ts'
import { useFormatters } from '../../config/use-config.ts'
import { onMinute } from './day-ticker.ts'

/** The state that a `render` of `DaySeparator` gets. */
export interface DaySeparatorState {
  readonly label: string
}

/** Props of `DaySeparator`, besides the attributes of its `div`. */
export interface DaySeparatorOptions {
  /** A time of that day, milliseconds since 1970. */
  readonly at: number
}

export type DaySeparatorProps = PartProps<'div', DaySeparatorState, DaySeparatorOptions>

/** The day that begins here: "Today", "Yesterday", or the date. */
export const DaySeparator: Part<'div', DaySeparatorProps> = definePart(
  'day-separator',
  'div',
  function DaySeparator({ at, ...rest }) {
    const label = useDayLabel(at)
    return { ...rest, children: <span className="hn-day-label">{label}</span>, state: { label } }
  },
)

const day = 86_400_000

/**
 * How a day is called: "today", "yesterday", then its date. Rolls over at midnight.
 *
 * On a server, which doesn't know the reader's day: the date with its year.
 */
function useDayLabel(at: number): string {
  const { day: dayOf, relative } = useFormatters()
  const label = (): string => {
    const now = Date.now()
    const label = dayOf(at, now)
    if (label === dayOf(now, now)) return relative(0, 'day')
    if (label === dayOf(now - day, now)) return relative(-1, 'day')
    return label
  }
  return useSyncExternalStore(onMinute, label, () => dayOf(at, 0))
}
