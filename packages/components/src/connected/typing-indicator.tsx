'use client'

import { useTyping } from '@herenow/react'
import type { ChannelReference, ChannelTypes } from '@herenow/react'
import { forwardRef } from 'react'
import type { Part } from '../anatomy/part.ts'
import { TypingIndicatorView } from '../parts/typing-indicator/typing-indicator-view.tsx'
import type { TypingIndicatorViewProps } from '../parts/typing-indicator/typing-indicator-view.tsx'

type Connected = Omit<TypingIndicatorViewProps, 'members'> & {
  /** A name, a definition, or `null` for none yet. */
  readonly channel: ChannelReference<ChannelTypes>
  readonly members?: undefined
}
type Pure = TypingIndicatorViewProps & { readonly channel?: undefined }

/** With `channel`: whoever types there. With `members`: whom you pass. */
export type TypingIndicatorProps = Connected | Pure

/** Who is typing. Keeps its height when nobody is, so that nothing jumps. */
export const TypingIndicator: Part<'div', TypingIndicatorProps> = forwardRef(function TypingIndicator(
  { channel, members, ...rest }: TypingIndicatorProps,
  ref,
) {
  if (members !== undefined) return <TypingIndicatorView ref={ref} {...rest} members={members} />
  return <ConnectedTyping ref={ref} {...rest} channel={channel ?? null} />
})

const ConnectedTyping: Part<'div', Omit<Connected, 'members'>> = forwardRef(function ConnectedTyping(
  { channel, ...rest }: Omit<Connected, 'members'>,
  ref,
) {
  const { typing } = useTyping(channel)
  return <TypingIndicatorView ref={ref} {...rest} members={typing} />
})
