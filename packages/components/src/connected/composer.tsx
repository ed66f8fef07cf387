'use client'

import { RealtimeError, useClient, usePublish, useTyping } from '@herenow/react'
import type { ChannelReference, ChannelTypes } from '@herenow/react'
import { useMemo } from 'react'
import type { Part } from '../anatomy/part.ts'
import type { ComposerViewProps } from '../parts/composer/composer-options.ts'
import { ComposerView } from '../parts/composer/composer-view.tsx'
import { channelName } from './channel-name.ts'
import { connect } from './connect.tsx'
import type { TwoForms } from './connect.tsx'

type Connected = Omit<ComposerViewProps, 'onSend'> & {
  /** A name, a definition, or `null` for none yet. */
  readonly channel: ChannelReference<ChannelTypes>
  readonly onSend?: undefined
  /** The name of the messages. Default `said`. */
  readonly messageName?: string | undefined
}

/** With `channel`: publishes there. With `onSend`: hands the text to you. */
export type ComposerProps = TwoForms<ComposerViewProps, Connected>

/** Characters. Longer texts belong in a document; the limit of services counts bytes. */
const defaultMaxLength = 4_000

/**
 * A field to write messages in: Enter sends, Shift+Enter starts a line. It never sends while an input method composes a word.
 *
 * On a channel it sends typing signals and keeps a draft for each channel; messages that fail stay in the log.
 */
export const Composer: Part<'form', ComposerProps> = connect(
  ComposerView,
  'onSend',
  function Composer({
    channel,
    messageName = 'said',
    onTyping,
    maxLength = defaultMaxLength,
    draftKey,
    ...rest
  }: Connected) {
    const name = channelName(channel)
    const publish = usePublish(name)
    const { setTyping } = useTyping(name, { others: false })
    const ownDraftKey = useDraftKey(name)
    return {
      ...rest,
      maxLength,
      draftKey: draftKey ?? ownDraftKey,
      onSend: (text) => publish(messageName, text).catch(rejectRefused),
      onTyping: (isTyping) => {
        setTyping(isTyping)
        onTyping?.(isTyping)
      },
    }
  },
)

/**
 * A draft belongs to a person and a channel. A client that learns its id only when it connects keeps none until the
 * composer mounts again: a text that is being written doesn't change its place.
 */
function useDraftKey(channel: string | null): string | undefined {
  const client = useClient()
  const clientId = useMemo(() => client?.clientId ?? null, [client])
  return channel === null || clientId === null ? undefined : `${clientId}:${channel}`
}

/** Rejects for texts that were refused before they entered the log, so that they return to the field. The log shows the others. */
function rejectRefused(error: unknown): void {
  if (!RealtimeError.isInstance(error) || (error.origin === 'client' && !error.retryable)) throw error
}
