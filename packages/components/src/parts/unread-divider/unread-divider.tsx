'use client'

import { definePart } from '../../anatomy/define-part.ts'
import type { Part, PartProps } from '../../anatomy/part.ts'
import { useStrings } from '../../config/use-strings.ts'
import { logEnglish } from '../../strings/log-english.ts'

/** The state that a `render` of `UnreadDivider` gets. */
export interface UnreadDividerState {
  readonly label: string
}

export type UnreadDividerProps = PartProps<'div', UnreadDividerState, object>

/** The line between what one has seen and what is new. */
export const UnreadDivider: Part<'div', UnreadDividerProps> = definePart(
  'unread-divider',
  'div',
  function UnreadDivider(rest) {
    const { unread } = useStrings(logEnglish)
    return { ...rest, children: <span className="hn-unread-label">{unread}</span>, state: { label: unread } }
  },
)
