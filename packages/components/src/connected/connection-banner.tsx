'use client'

import { useClient, useConnectionState } from '@herenow/react'
import type { ChannelReference, ChannelTypes } from '@herenow/react'
import type { Part } from '../anatomy/part.ts'
import { ConnectionBannerView } from '../parts/connection-banner/connection-banner-view.tsx'
import type { ConnectionBannerViewProps } from '../parts/connection-banner/connection-banner-view.tsx'
import { channelName } from './channel-name.ts'
import { connect } from './connect.tsx'
import type { TwoForms } from './connect.tsx'
import { useUnsentCounts } from './use-unsent-counts.ts'

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
  function ConnectionBanner({ channel = null, ...rest }: Connected) {
    const state = useConnectionState()
    const client = useClient()
    const counts = useUnsentCounts(channelName(channel))
    return { ...rest, ...counts, state, onRetry: () => client?.connection.connect() }
  },
)
