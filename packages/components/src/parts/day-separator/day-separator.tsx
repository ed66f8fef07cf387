'use client'

import { forwardRef } from 'react'
import { classNames } from '../../anatomy/class-names.ts'
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
export const DaySeparator: Part<'div', DaySeparatorProps> = forwardRef(function DaySeparator(
  { at, render, className, ...rest }: DaySeparatorProps,
  ref,
) {
  const label = useDayLabel(at)
  const own = {
    ...rest,
    ref,
    className: classNames('hn-day-separator', className),
    'data-slot': 'day-separator',
    children: <span className="hn-day-label">{label}</span>,
  }
  return render ? render(own, { label }) : <div {...own} />
})
