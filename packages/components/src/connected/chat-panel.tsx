'use client'

import { useClient, usePresence } from '@herenow/react'
import type { ChannelReference, ChannelTypes } from '@herenow/react'
import { useCallback, useImperativeHandle, useRef, useState } from 'react'
import { definePart } from '../anatomy/define-part.ts'
import type { Part, PartProps } from '../anatomy/part.ts'
import { useStrings } from '../config/use-strings.ts'
import { useKeyboardInset } from '../parts/chat-panel/use-keyboard-inset.ts'
import { usePanelRoom } from '../parts/chat-panel/use-panel-room.ts'
import { composeEnglish } from '../strings/compose-english.ts'
import { channelName } from './channel-name.ts'
import { ChatLog } from './chat-log.tsx'
import type { ChatLogProps } from './connect-chat-log.ts'
import { Composer } from './composer.tsx'
import type { ComposerProps } from './composer.tsx'
import { ConnectionBanner } from './connection-banner.tsx'
import { TypingIndicator } from './typing-indicator.tsx'
import { useCanBePresent } from './use-can-be-present.ts'

/** The state that a `render` of `ChatPanel` gets. */
export interface ChatPanelState {
  readonly channel: string | null
}

/** Props of `ChatPanel`, besides the attributes of its `section`. */
export interface ChatPanelOptions {
  /** A name, a definition, or `null` for none yet. */
  readonly channel: ChannelReference<ChannelTypes>
  /** Take part in the channel's presence while mounted. Default `true`. */
  readonly enter?: boolean | undefined
  /**
   * The names of messages that are shown; those in `renderers` are, too. The composer sends the first. Default: `said`,
   * and all that have text (a string, or `{ text }`).
   */
  readonly names?: readonly string[] | undefined
  /** Components that draw the body of messages by name, such as `{ poll: Poll }`. Keep their identity. */
  readonly renderers?: ChatLogProps['renderers']
  /** More props for the log: `log={{ maxRendered: 200 }}`. */
  readonly log?: Partial<Omit<Extract<ChatLogProps, { channel: unknown }>, 'channel' | 'messages'>> | undefined
  /** More props for the composer: `composer={{ maxLength: 500 }}`. */
  readonly composer?: Partial<Omit<Extract<ComposerProps, { channel: unknown }>, 'channel' | 'onSend'>> | undefined
}

export type ChatPanelProps = PartProps<'section', ChatPanelState, ChatPanelOptions>

/**
 * A whole chat: a banner while the connection is lost, the log, a typing line and a composer. Takes part in the channel.
 *
 * It fills the height that its parent, or the window, has left, never more, and scrolls inside. Its pieces render
 * independently: typing in the composer doesn't render the log.
 */
export const ChatPanel: Part<'section', ChatPanelProps> = definePart(
  'chat-panel',
  'section',
  function ChatPanel({ channel, enter = true, names, renderers, log, composer, ...rest }) {
    const name = channelName(channel)
    const { chatLabel } = useStrings(composeEnglish)
    const field = useRef<HTMLTextAreaElement>(null)
    useImperativeHandle<HTMLTextAreaElement | null, HTMLTextAreaElement | null>(
      composer?.inputRef,
      () => field.current,
      [],
    )
    const toComposer = useCallback(() => field.current?.focus(), [])
    const logKey = useClientKey()
    useKeyboardInset(field)
    usePanelRoom(field)
    const canBePresent = useCanBePresent(name)
    usePresence(name, { enter: enter && canBePresent, members: false })
    return {
      'aria-label': chatLabel,
      ...rest,
      children: (
        <>
          <ConnectionBanner channel={name} />
          <ChatLog key={logKey} onEscape={toComposer} names={names} renderers={renderers} {...log} channel={name} />
          <TypingIndicator channel={name} />
          <Composer messageName={names?.[0]} {...composer} channel={name} inputRef={field} />
        </>
      ),
      state: { channel: name },
    }
  },
)

/** A key that changes with the client: another user has another reading position and other unread messages. */
function useClientKey(): number {
  const client = useClient()
  const [last, setLast] = useState({ client, key: 0 })
  if (last.client !== client) setLast({ client, key: last.key + 1 })
  return last.key
}
