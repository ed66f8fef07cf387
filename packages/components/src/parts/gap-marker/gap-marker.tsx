'use client'

import { definePart } from '../../anatomy/define-part.ts'
import type { Part, PartProps } from '../../anatomy/part.ts'
import { useStrings } from '../../config/use-strings.ts'
import { logEnglish } from '../../strings/log-english.ts'

/** The state that a `render` of `GapMarker` gets. */
export interface GapMarkerState {
  readonly label: string
}

export type GapMarkerProps = PartProps<'div', GapMarkerState, object>

/** Says that messages existed here that nobody has any more. */
export const GapMarker: Part<'div', GapMarkerProps> = definePart('gap-marker', 'div', function GapMarker(rest) {
  const { messagesMissing: label } = useStrings(logEnglish)
  return { role: 'note', ...rest, children: label, state: { label } }
})
