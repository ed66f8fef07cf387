'use client'

import { useClient, useConnectionState } from '@herenow/react'
import type { ChannelReference, ChannelTypes } from '@herenow/react'
import type { ForwardRefExoticComponent, RefAttributes } from 'react'
import type { ChatLogComponent, ChatLogHandle, ChatLogViewProps } from '../parts/chat-log/chat-log-props.ts'
import { channelName } from './channel-name.ts'
import { connect } from './connect.tsx'
import type { TwoForms } from './connect.tsx'
import { useBubbles } from './use-bubbles.ts'

/** The props that come from the channel. */
type FromChannel = 'messages' | 'status' | 'error' | 'hasOlder' | 'onLoadOlder' | 'olderError' | 'gaps'

type Connected = Omit<ChatLogViewProps, FromChannel> & {
  /** A name, a definition, or `null` for none yet. Its messages are shown, oldest first; older ones come as one scrolls. */
  readonly channel: ChannelReference<ChannelTypes>
  readonly messages?: undefined
  /**
   * The names of messages that are shown; those in `renderers` are, too. Default: `said`, and all that have text (a
   * string, or `{ text }`).
   */
  readonly names?: readonly string[] | undefined
}

/** With `channel`: the messages of that channel. With `messages`: those that you pass. */
export type ChatLogProps = TwoForms<ChatLogViewProps, Connected>

/** A log in both its forms. */
export type ConnectedChatLog = ForwardRefExoticComponent<ChatLogProps & RefAttributes<ChatLogHandle>>

/** Gives a log its second form: the one that takes a channel. */
export function connectChatLog(View: ChatLogComponent): ConnectedChatLog {
  // Another channel is another log: it keeps no reading position or unread count of the first.
  return connect(View, 'messages', ChatLog, ({ channel }) => channelName(channel))
}

function ChatLog({ channel, names, ...rest }: Connected): ChatLogViewProps {
  const { renderers, unreadAfterId } = rest
  const { loadOlder, retry, discard, ...shown } = useBubbles(channel, { names, renderers, unreadAfterId })
  const client = useClient()
  // A client that gets its id from a token has none before it has connected.
  const currentClientId = useConnectionState(() => client?.clientId ?? null)
  return { currentClientId, onRetry: retry, onDiscard: discard, ...rest, ...shown, onLoadOlder: loadOlder }
}
