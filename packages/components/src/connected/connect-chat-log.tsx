'use client'

import { useClient, useConnectionState, useHistory } from '@herenow/react'
import type { ChannelReference, ChannelTypes } from '@herenow/react'
import { forwardRef } from 'react'
import type { ForwardRefExoticComponent, ReactElement, Ref, RefAttributes } from 'react'
import type { ChatLogComponent, ChatLogHandle, ChatLogViewProps } from '../parts/chat-log/chat-log-props.ts'
import { channelName } from './channel-name.ts'

/** What the channel says itself. */
type FromChannel = 'messages' | 'status' | 'error' | 'hasOlder' | 'onLoadOlder' | 'olderError' | 'gaps'

type Connected = Omit<ChatLogViewProps, FromChannel> & {
  /** A name, a definition, or `null` for none yet. Its messages are shown, oldest first; older ones come as one scrolls. */
  readonly channel: ChannelReference<ChannelTypes>
  readonly messages?: undefined
}
type Pure = ChatLogViewProps & { readonly channel?: undefined }

/** With `channel`: what was said there. With `messages`: those that you pass. */
export type ChatLogProps = Connected | Pure

/** A log in both its forms. */
export type ConnectedChatLog = ForwardRefExoticComponent<ChatLogProps & RefAttributes<ChatLogHandle>>

/** Gives a log its second form: the one that takes a channel. */
export function connectChatLog(View: ChatLogComponent): ConnectedChatLog {
  return forwardRef<ChatLogHandle, ChatLogProps>(function ChatLog(props, ref) {
    if (props.messages !== undefined) {
      const { channel: _, ...rest } = props
      return <View ref={ref} {...rest} />
    }
    const { channel, messages: _, ...rest } = props
    // Another channel is another log: nothing of where one was in the first holds for the second.
    return <LogOfChannel key={channelName(channel)} View={View} handle={ref} channel={channel} rest={rest} />
  })
}

interface LogOfChannelProps {
  readonly View: ChatLogComponent
  readonly handle: Ref<ChatLogHandle>
  readonly channel: ChannelReference<ChannelTypes>
  readonly rest: Omit<Connected, 'channel' | 'messages'>
}

function LogOfChannel({ View, handle, channel, rest }: LogOfChannelProps): ReactElement {
  const history = useHistory(channel)
  const client = useClient()
  // A client that learns its id from a token knows it once it has been connected.
  const ownClientId = useConnectionState(() => client?.clientId ?? null)
  return (
    <View
      ref={handle}
      currentClientId={ownClientId}
      onRetry={history.retry}
      onDiscard={history.discard}
      {...rest}
      messages={history.messages}
      gaps={history.gaps}
      status={history.status}
      error={history.error}
      hasOlder={history.hasOlder}
      onLoadOlder={history.fetchOlder}
      olderError={history.fetchOlderError}
    />
  )
}
