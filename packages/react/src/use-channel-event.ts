'use client'

import type { ChannelTypes, Message, MessageName, MessageNamed, UntypedChannel } from '@herenow/core'
import { useEffect } from 'react'
import type { ChannelReference, HookOptions } from './channel-reference.ts'
import { useLatest } from './use-latest.ts'
import { useLease } from './use-lease.ts'
import { useSharedChannel } from './use-shared-channel.ts'

/**
 * Calls `handler` for every message of one name, or of several: recovered ones too, once and in order.
 *
 * Attaches the channel while mounted and never renders again. The handler may be inline: the newest is called.
 */
export function useChannelEvent<
  Types extends ChannelTypes = UntypedChannel,
  Name extends MessageName<Types> = MessageName<Types>,
>(
  reference: ChannelReference<Types>,
  event: Name | readonly Name[],
  handler: (message: MessageNamed<Types, Name>) => void,
  options?: HookOptions,
): void {
  const channel = useSharedChannel(reference, options)
  const latest = useLatest({ event, handler })
  useEffect(
    () =>
      channel?.subscribe((message) => {
        if (isNamed<Types, Name>(message, latest.current.event)) latest.current.handler(message)
      }),
    [channel, latest],
  )
  useLease(channel)
}

function isNamed<Types extends ChannelTypes, Name extends MessageName<Types>>(
  message: Message,
  event: Name | readonly Name[],
): message is MessageNamed<Types, Name> {
  return typeof event === 'string' ? message.name === event : event.some((name) => name === message.name)
}
