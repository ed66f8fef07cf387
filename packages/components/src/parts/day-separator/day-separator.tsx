'use client'

import { definePart } from '../../anatomy/define-part.ts'
import type { Part, PartProps } from '../../anatomy/part.ts'
import { useDayLabel } from './use-day-label.ts'

/** What a `render` of `DaySeparator` is told. */
export interface DaySeparatorState {
  readonly label: string
}

/** What `DaySeparator` takes besides the attributes of a `div`. */
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
