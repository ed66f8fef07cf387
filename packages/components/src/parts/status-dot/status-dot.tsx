'use client'

import { forwardRef } from 'react'
import { classNames } from '../../anatomy/class-names.ts'
import type { Part, PartProps } from '../../anatomy/part.ts'
import { useStrings } from '../../config/use-strings.ts'
import type { PersonStatus } from '../../people/person.ts'
import { presenceEnglish } from '../../strings/presence-english.ts'

/** What a `render` of `StatusDot` is told. */
export interface StatusDotState {
  readonly status: PersonStatus
}

/** What `StatusDot` takes besides the attributes of a `span`. */
export interface StatusDotOptions {
  readonly status: PersonStatus
  /** `true`: the status is said elsewhere, so screen readers skip the dot. Default `false`. */
  readonly decorative?: boolean | undefined
}

export type StatusDotProps = PartProps<'span', StatusDotState, StatusDotOptions>

/** How present somebody is, told by shape as well as by colour: full, crescent, ring. */
export const StatusDot: Part<'span', StatusDotProps> = forwardRef(function StatusDot(
  { status, decorative = false, render, className, ...rest }: StatusDotProps,
  ref,
) {
  const strings = useStrings(presenceEnglish)
  const spoken = decorative ? { 'aria-hidden': true } : { role: 'img', 'aria-label': strings.status[status] }
  const own = {
    ...spoken,
    ...rest,
    ref,
    className: classNames('hn-status-dot', className),
    'data-slot': 'status-dot',
    'data-status': status,
  }
  return render ? render(own, { status }) : <span {...own} />
})
