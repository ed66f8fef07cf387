'use client'

import type { TypingMember } from '@herenow/react'
import { Fragment } from 'react'
import type { ReactElement } from 'react'
import { useFormatters } from '../../config/use-config.ts'
import { usePerson } from '../../config/use-person.ts'
import { useStrings } from '../../config/use-strings.ts'
import { typingEnglish } from '../../strings/typing-english.ts'
import { splitAtMarks } from './split-at-marks.ts'

interface TypingSentenceProps {
  /** At least one. */
  readonly members: readonly TypingMember[]
  readonly max: number
}

/** "Ada, Grace and 3 others are typing…", in the words of the language, with every name in an element of its own. */
export function TypingSentence({ members, max }: TypingSentenceProps): ReactElement {
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
      {pieces.map((piece, index) => (
        <Fragment key={index}>{typeof piece === 'string' ? piece : <Name {...piece} />}</Fragment>
      ))}
    </span>
  )
}

function Name({ clientId, info }: TypingMember): ReactElement {
  const { name } = usePerson(clientId, info)
  return <bdi className="hn-typing-name">{name}</bdi>
}
