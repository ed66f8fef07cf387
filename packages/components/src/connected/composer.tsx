'use client'

import { RealtimeError, useClient, usePublish, useTyping } from '@herenow/react'
import type { ChannelReference, ChannelTypes } from '@herenow/react'
import { forwardRef, useMemo } from 'react'
import type { Part } from '../anatomy/part.ts'
import type { ComposerViewProps } from '../parts/composer/composer-options.ts'
import { ComposerView } from '../parts/composer/composer-view.tsx'
import { channelName } from './channel-name.ts'

type Connected = Omit<ComposerViewProps, 'onSend'> & {
  /** A name, a definition, or `null` for none yet. */
  readonly channel: ChannelReference<ChannelTypes>
  readonly onSend?: undefined
}
type Pure = ComposerViewProps & { readonly channel?: undefined }

/** With `channel`: sends there, as messages named `said`. With `onSend`: hands the text to you. */
export type ComposerProps = Connected | Pure

/**
 * Where one writes: Enter sends, Shift+Enter starts a line, and never while an input method composes a word.
 *
 * On a channel it tells others that we type and keeps a draft for each channel; what can't be sent stays in the log.
 */
export const Composer: Part<'form', ComposerProps> = forwardRef(function Composer(
  { channel, onSend, ...rest }: ComposerProps,
  ref,
) {
  if (onSend !== undefined) return <ComposerView ref={ref} {...rest} onSend={onSend} />
  return <ConnectedComposer ref={ref} {...rest} channel={channel ?? null} />
})

/** Beyond this a message is a document; the services' limit is one of bytes. */
const defaultMaxLength = 4_000

const ConnectedComposer: Part<'form', Omit<Connected, 'onSend'>> = forwardRef(function ConnectedComposer(
  { channel, onTyping, maxLength = defaultMaxLength, draftKey, ...rest }: Omit<Connected, 'onSend'>,
  ref,
) {
  const name = channelName(channel)
  const publish = usePublish(name)
  const { setTyping } = useTyping(name)
  const ownDraftKey = useDraftKey(name)
  return (
    <ComposerView
      ref={ref}
      {...rest}
      maxLength={maxLength}
      draftKey={draftKey ?? ownDraftKey}
      onSend={(text) => publish('said', text).catch(rejectRefused)}
      onTyping={(isTyping) => {
        setTyping(isTyping)
        onTyping?.(isTyping)
      }}
    />
  )
})

/**
 * A draft belongs to a person and a channel. A client that learns its id only when it connects keeps none until the
 * composer mounts again: a text that is being written doesn't change its place.
 */
function useDraftKey(channel: string | null): string | undefined {
  const client = useClient()
  const clientId = useMemo(() => client?.clientId ?? null, [client])
  return channel === null || clientId === null ? undefined : `${clientId}:${channel}`
}

/** What was refused at the door stands nowhere: its text comes back. Anything else stands in the log, with a way on. */
function rejectRefused(error: unknown): void {
  if (!RealtimeError.isInstance(error) || (error.origin === 'client' && !error.retryable)) throw error
}
