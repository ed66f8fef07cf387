'use client'

import { forwardRef } from 'react'
import { classNames } from '../../anatomy/class-names.ts'
import type { Part, PartProps } from '../../anatomy/part.ts'
import { useStrings } from '../../config/use-strings.ts'
import { logEnglish } from '../../strings/log-english.ts'

/** What a `render` of `UnreadDivider` is told. */
export interface UnreadDividerState {
  readonly label: string
}

export type UnreadDividerProps = PartProps<'div', UnreadDividerState, object>

/** The line between what one has seen and what is new. */
export const UnreadDivider: Part<'div', UnreadDividerProps> = forwardRef(function UnreadDivider(
  { render, className, ...rest }: UnreadDividerProps,
  ref,
) {
  const { unread } = useStrings(logEnglish)
  const own = {
    ...rest,
    ref,
    className: classNames('hn-unread-divider', className),
    'data-slot': 'unread-divider',
    children: <span className="hn-unread-label">{unread}</span>,
  }
  return render ? render(own, { label: unread }) : <div {...own} />
})
