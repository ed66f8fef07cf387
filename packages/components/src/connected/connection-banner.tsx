'use client'

import { useClient, useConnectionState } from '@herenow/react'
import type { Channel, ChannelReference, ChannelTypes, MessageStatus } from '@herenow/react'
import { useCallback, useMemo, useSyncExternalStore } from 'react'
import type { Part } from '../anatomy/part.ts'
import { ConnectionBannerView } from '../parts/connection-banner/connection-banner-view.tsx'
import type { ConnectionBannerViewProps } from '../parts/connection-banner/connection-banner-view.tsx'
import { channelName } from './channel-name.ts'
import { connect } from './connect.tsx'
import type { TwoForms } from './connect.tsx'

type FromClient = 'state' | 'queuedCount' | 'failedCount' | 'onRetry'

type Connected = Omit<ConnectionBannerViewProps, FromClient> & {
  /** The channel whose waiting messages are counted. Default: none; the banner shows the connection all the same. */
  readonly channel?: ChannelReference<ChannelTypes> | undefined
} & { readonly [Name in FromClient]?: undefined }

/** With `state`: shows the state that you pass. Without: shows the client's connection, and counts what waits in `channel`. */
export type ConnectionBannerProps = TwoForms<ConnectionBannerViewProps, Connected>

/**
 * Shows that the connection is lost, when the next attempt is, and that it is back, with the number of messages sent then.
 *
 * It ignores short interruptions, and takes no room while there is nothing to show.
 */
export const ConnectionBanner: Part<'div', ConnectionBannerProps> = connect(
  ConnectionBannerView,
  'state',
  function ConnectionBanner({ channel: reference = null, ...rest }: Connected) {
    const client = useClient()
    const name = channelName(reference)
    const channel = useMemo(() => (client === null || name === null ? null : client.channel(name)), [client, name])
    return {
      ...rest,
      state: useConnectionState(),
      queuedCount: useCount(channel, 'sending'),
      failedCount: useCount(channel, 'failed'),
      onRetry: () => client?.connection.connect(),
    }
  },
)

const nothing = () => {}

/** How many messages of a log have this status. Renders again when the number changes, not with every message. */
function useCount(channel: Channel | null, status: MessageStatus): number {
  const subscribe = useCallback((listener: () => void) => channel?.log.subscribe(listener) ?? nothing, [channel])
  const count = () => channel?.log.getState().messages.filter((message) => message.status === status).length ?? 0
  return useSyncExternalStore(subscribe, count, () => 0)
}
