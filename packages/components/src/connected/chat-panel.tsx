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

/** What a `render` of `ChatPanel` is told. */
export interface ChatPanelState {
  readonly channel: string | null
}

/** What `ChatPanel` takes besides the attributes of a `section`. */
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
  /** Draws the body of messages with these names, such as `{ poll: Poll }`. Keep the components. */
  readonly renderers?: ChatLogProps['renderers']
  /** More for the log, and for the composer: `log={{ maxRendered: 200 }}`. */
  readonly log?: Partial<Omit<Extract<ChatLogProps, { channel: unknown }>, 'channel' | 'messages'>> | undefined
  readonly composer?: Partial<Omit<Extract<ComposerProps, { channel: unknown }>, 'channel' | 'onSend'>> | undefined
}

export type ChatPanelProps = PartProps<'section', ChatPanelState, ChatPanelOptions>

/**
 * A whole chat: the connection when it is lost, the log, who is typing, and a composer. Takes part in the channel.
 *
 * It fills what is left of its parent's height, or of the window, never more, and scrolls inside. Nothing of it renders when something else in it changes: a
 * key in the composer leaves the log alone.
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
    usePresence(name, { enter, members: false })
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

/** A key that changes with the client: somebody else has another place to read on and other unread messages. */
function useClientKey(): number {
  const client = useClient()
  const [last, setLast] = useState({ client, key: 0 })
  if (last.client !== client) setLast({ client, key: last.key + 1 })
  return last.key
}
