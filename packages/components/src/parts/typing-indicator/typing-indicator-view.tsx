'use client'

import type { TypingMember } from '@herenow/react'
import { definePart } from '../../anatomy/define-part.ts'
import type { Part, PartProps } from '../../anatomy/part.ts'
import { useSettled } from '../../settled/use-settled.ts'
import { TypingSentence } from './typing-sentence.tsx'

/** What a `render` of `TypingIndicator` is told. */
export interface TypingIndicatorState {
  readonly state: 'quiet' | 'typing'
}

/** What `TypingIndicator` takes besides the attributes of a `div`. */
export interface TypingIndicatorOptions {
  /** Who is typing, in the order in which they began. */
  readonly members: readonly TypingMember[]
  /** How many are named. Default 2. */
  readonly max?: number | undefined
}

export type TypingIndicatorViewProps = PartProps<'div', TypingIndicatorState, TypingIndicatorOptions>

const settledMilliseconds = 1_000

/** Who is typing. Keeps its height when nobody is, so that nothing jumps; read out once it has lasted for a second. */
export const TypingIndicatorView: Part<'div', TypingIndicatorViewProps> = definePart(
  'typing-indicator',
  'div',
  function TypingIndicatorView({ members, max = 2, ...rest }) {
    const key = members.map(({ clientId }) => clientId).join('\n')
    const settled = useSettled(members, key, settledMilliseconds)
    const state = members.length === 0 ? 'quiet' : 'typing'
    return {
      ...rest,
      'data-state': state,
      children: (
        <>
          {members.length > 0 && (
            <span className="hn-typing-line" aria-hidden="true">
              <span className="hn-typing-dots" />
              <TypingSentence members={members} max={max} />
            </span>
          )}
          <span className="hn-hidden" role="status">
            {settled.length > 0 && <TypingSentence members={settled} max={max} />}
          </span>
        </>
      ),
      state: { state },
    }
  },
)
