'use client'

import { useTyping } from '@herenow/react'
import type { ChannelReference, ChannelTypes } from '@herenow/react'
import { useMemo } from 'react'
import type { Part } from '../anatomy/part.ts'
import { TypingIndicatorView } from '../parts/typing-indicator/typing-indicator-view.tsx'
import type { TypingIndicatorViewProps } from '../parts/typing-indicator/typing-indicator-view.tsx'
import { colorIn } from '../people/person-color.ts'
import { connect } from './connect.tsx'
import type { TwoForms } from './connect.tsx'
import { useMembersOf } from './use-members-of.ts'

type Connected = Omit<TypingIndicatorViewProps, 'members'> & {
  /** A name, a definition, or `null` for none yet. */
  readonly channel: ChannelReference<ChannelTypes>
  readonly members?: undefined
}

/** With `channel`: shows who is typing there. With `members`: shows those that you pass. */
export type TypingIndicatorProps = TwoForms<TypingIndicatorViewProps, Connected>

/** Shows who is typing. Keeps its height while nobody is, so that nothing below it moves. */
export const TypingIndicator: Part<'div', TypingIndicatorProps> = connect(
  TypingIndicatorView,
  'members',
  function TypingIndicator({ channel, ...rest }: Connected) {
    const { typing } = useTyping(channel)
    const present = useMembersOf(channel, typing)
    const members = useMemo(
      () => typing.map((person) => ({ ...person, color: colorIn(present.get(person.clientId)?.state) })),
      [typing, present],
    )
    return { ...rest, members }
  },
)
