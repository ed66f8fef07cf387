'use client'

import type { TypingMember } from '@herenow/react'
import type { ReactElement } from 'react'
import { definePart } from '../../anatomy/define-part.ts'
import type { Part, PartProps } from '../../anatomy/part.ts'
import { useFormatters } from '../../config/use-config.ts'
import { usePerson } from '../../config/use-person.ts'
import { useStrings } from '../../config/use-strings.ts'
import { colorIn, personStyle } from '../../people/person-color.ts'
import { useSettled } from '../../settled/use-settled.ts'
import { typingEnglish } from '../../strings/typing-english.ts'
import { splitAtMarks } from './split-at-marks.ts'

/** The state that a `render` of `TypingIndicator` gets. */
export interface TypingIndicatorState {
  readonly state: 'quiet' | 'typing'
}

/** Somebody who is typing. */
export interface TypingPerson extends TypingMember {
  /** The colour that they chose: `#rgb` or `#rrggbb`. */
  readonly color?: string | undefined
}

/** Props of `TypingIndicator`, besides the attributes of its `div`. */
export interface TypingIndicatorOptions {
  /** The people who are typing, in the order in which they began. */
  readonly members: readonly TypingPerson[]
  /** The most people that are named; the others are counted. Default 2. */
  readonly max?: number | undefined
}

export type TypingIndicatorViewProps = PartProps<'div', TypingIndicatorState, TypingIndicatorOptions>

/** Shows who is typing. Keeps its height while nobody is. Screen readers get it once it has lasted for a second. */
export const TypingIndicatorView: Part<'div', TypingIndicatorViewProps> = definePart(
  'typing-indicator',
  'div',
  function TypingIndicatorView({ members, max = 2, ...rest }) {
    const settled = useSettled(members, members.map(({ clientId }) => clientId).join('\n'))
    const state = members.length === 0 ? 'quiet' : 'typing'
    return {
      ...rest,
      'data-state': state,
      children: (
        <>
          {state === 'typing' && (
            <span className="hn-typing-line" aria-hidden="true">
              <span className="hn-typing-dots" />
              <Sentence members={members} max={max} />
            </span>
          )}
          <span className="hn-hidden" role="status">
            {settled.length > 0 && <Sentence members={settled} max={max} />}
          </span>
        </>
      ),
      state: { state },
    }
  },
)

interface SentenceProps {
  /** At least one. */
  readonly members: readonly TypingPerson[]
  readonly max: number
}

/** "Ada, Grace and 3 others are typing…", in the words of the language, with every name in an element of its own. */
function Sentence({ members, max }: SentenceProps): ReactElement {
  const { isTyping, othersTyping } = useStrings(typingEnglish)
  const { list, number } = useFormatters()
  const named = members.slice(0, Math.max(1, max))
  const others = members.length - named.length
  const pieces = splitAtMarks(named, (names) => {
    const items = others === 0 ? names : [...names, othersTyping(others, number(others))]
    return isTyping(list(items), members.length)
  })
  return (
    <span className="hn-typing-text">
      {pieces.map((piece, index) => (typeof piece === 'string' ? piece : <Name key={index} {...piece} />))}
    </span>
  )
}

function Name({ clientId, info, color }: TypingPerson): ReactElement {
  const person = usePerson(clientId, info)
  const chosen = colorIn({ color }) ?? person.color
  const style = chosen === undefined ? undefined : personStyle(clientId, chosen)
  return (
    <bdi className="hn-typing-name" data-colored={chosen !== undefined} style={style}>
      {person.name}
    </bdi>
  )
}
