'use client'

import { forwardRef } from 'react'
import { classNames } from '../../anatomy/class-names.ts'
import type { Part, PartProps } from '../../anatomy/part.ts'
import { useStrings } from '../../config/use-strings.ts'
import { logEnglish } from '../../strings/log-english.ts'

/** What a `render` of `GapMarker` is told. */
export interface GapMarkerState {
  readonly label: string
}

export type GapMarkerProps = PartProps<'div', GapMarkerState, object>

/** Says that messages existed here that nobody has any more. */
export const GapMarker: Part<'div', GapMarkerProps> = forwardRef(function GapMarker(
  { render, className, ...rest }: GapMarkerProps,
  ref,
) {
  const { messagesMissing } = useStrings(logEnglish)
  const own = {
    role: 'note',
    ...rest,
    ref,
    className: classNames('hn-gap-marker', className),
    'data-slot': 'gap-marker',
    children: messagesMissing,
  }
  return render ? render(own, { label: messagesMissing }) : <div {...own} />
})
