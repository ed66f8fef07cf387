'use client'

import { definePart } from '../../anatomy/define-part.ts'
import type { Part, PartProps } from '../../anatomy/part.ts'
import { useFormatters } from '../../config/use-config.ts'
import { useStrings } from '../../config/use-strings.ts'
import { logEnglish } from '../../strings/log-english.ts'

/** The state that a `render` of `JumpToLatest` gets. */
export interface JumpToLatestState {
  readonly count: number
  readonly label: string
}

/** Props of `JumpToLatest`, besides the attributes of its `button`. */
export interface JumpToLatestOptions {
  /** How many messages came that one hasn't seen. Default 0. */
  readonly count?: number | undefined
}

export type JumpToLatestProps = PartProps<'button', JumpToLatestState, JumpToLatestOptions>

/** The button back to the end of a log: "4 new", or "Jump to latest" when nothing came. */
export const JumpToLatest: Part<'button', JumpToLatestProps> = definePart(
  'jump-to-latest',
  'button',
  function JumpToLatest({ count = 0, ...rest }) {
    const { jumpToLatest, newBelow } = useStrings(logEnglish)
    const { number } = useFormatters()
    const label = count === 0 ? jumpToLatest : newBelow(count, number(count))
    return {
      type: 'button',
      'aria-label': count === 0 ? undefined : `${label}. ${jumpToLatest}`,
      ...rest,
      'data-new': count > 0,
      children: (
        <>
          <span className="hn-jump-arrow" aria-hidden="true" />
          {label}
        </>
      ),
      state: { count, label },
    }
  },
)
