'use client'

import { definePart } from '../../anatomy/define-part.ts'
import type { Part, PartProps } from '../../anatomy/part.ts'
import { useStrings } from '../../config/use-strings.ts'
import type { PersonStatus } from '../../people/person.ts'
import { presenceEnglish } from '../../strings/presence-english.ts'

/** The state that a `render` of `StatusDot` gets. */
export interface StatusDotState {
  readonly status: PersonStatus
}

/** Props of `StatusDot`, besides the attributes of its `span`. */
export interface StatusDotOptions {
  readonly status: PersonStatus
  /** `true`: the status is said elsewhere, so screen readers skip the dot. Default `false`. */
  readonly decorative?: boolean | undefined
}

export type StatusDotProps = PartProps<'span', StatusDotState, StatusDotOptions>

/** How present somebody is, told by shape as well as by colour: full, crescent, ring. */
export const StatusDot: Part<'span', StatusDotProps> = definePart(
  'status-dot',
  'span',
  function StatusDot({ status, decorative = false, ...rest }) {
    const strings = useStrings(presenceEnglish)
    const spoken = decorative ? { 'aria-hidden': true } : { role: 'img', 'aria-label': strings.status[status] }
    return { ...spoken, ...rest, 'data-status': status, state: { status } }
  },
)
