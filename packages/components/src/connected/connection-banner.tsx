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
  /** Whose waiting messages are counted. Default: none; the connection is told of all the same. */
  readonly channel?: ChannelReference<ChannelTypes> | undefined
} & { readonly [Name in FromClient]?: undefined }

/** With `state`: the state that you pass. Without: the client's connection, and with `channel` what waits there. */
export type ConnectionBannerProps = TwoForms<ConnectionBannerViewProps, Connected>

/**
 * Says that the connection is lost, when it is tried again, and that it is back with what was sent then.
 *
 * A blip is not news. Without news it takes no room.
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

/** How many messages stand like that in a log. Renders when the number changes, not with every message. */
function useCount(channel: Channel | null, status: MessageStatus): number {
  const subscribe = useCallback((listener: () => void) => channel?.log.subscribe(listener) ?? nothing, [channel])
  const count = () => channel?.log.getState().messages.filter((message) => message.status === status).length ?? 0
  return useSyncExternalStore(subscribe, count, () => 0)
}
