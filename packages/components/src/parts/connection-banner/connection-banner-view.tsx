'use client'

import type { ConnectionState } from '@herenow/react'
import type { ReactNode } from 'react'
import { definePart } from '../../anatomy/define-part.ts'
import type { Part, PartProps } from '../../anatomy/part.ts'
import { useNumber } from '../../config/use-number.ts'
import { useStrings } from '../../config/use-strings.ts'
import { connectionEnglish } from '../../strings/connection-english.ts'
import type { Banner } from './banner-machine.ts'
import { useBanner, useSecondsUntil } from './use-banner.ts'

/** The state that a `render` of `ConnectionBanner` gets. */
export interface ConnectionBannerState {
  /** `sending`: the connection is back, and what waited is on its way. `back`: that has gone out too. */
  readonly state: Banner['state']
}

/** Props of `ConnectionBanner`, besides the attributes of its `div`. */
export interface ConnectionBannerOptions {
  readonly state: ConnectionState
  /** Messages of ours that are not sent yet. Default 0. */
  readonly queuedCount?: number | undefined
  /** Messages of ours that failed: they don't count as sent. Default 0. */
  readonly failedCount?: number | undefined
  /** Connects immediately. Without it there is no button. */
  readonly onRetry?: (() => void) | undefined
}

export type ConnectionBannerViewProps = PartProps<'div', ConnectionBannerState, ConnectionBannerOptions>

/**
 * Shows that the connection is lost or can't be made, when the next attempt is, and that it is back, with the number of
 * messages sent then.
 *
 * It waits for `lost` and `unreachable`, so it ignores short interruptions. It takes no room while there is nothing to show.
 */
export const ConnectionBannerView: Part<'div', ConnectionBannerViewProps> = definePart(
  'connection-banner',
  'div',
  function ConnectionBannerView({ state, queuedCount = 0, failedCount = 0, onRetry, ...rest }) {
    const banner = useBanner(state, queuedCount, failedCount)
    const text = useBannerText(banner, state)
    const { retryNow } = useStrings(connectionEnglish)
    const isDown = isAway(banner) || banner.state === 'failed'
    return {
      ...rest,
      'data-state': banner.state,
      children: (
        <>
          <span className="hn-banner-text" role="status">
            {text}
          </span>
          {isDown && onRetry && (
            <button type="button" className="hn-banner-retry" onClick={onRetry}>
              {retryNow}
            </button>
          )}
        </>
      ),
      state: { state: banner.state },
    }
  },
)

/** There is no connection, and it is being tried. */
function isAway({ state }: Banner): boolean {
  return state === 'lost' || state === 'unreachable'
}

function useBannerText(banner: Banner, connection: ConnectionState): ReactNode {
  const strings = useStrings(connectionEnglish)
  const number = useNumber()
  const isWaiting = isAway(banner) && connection.status === 'disconnected'
  const seconds = useSecondsUntil(isWaiting ? connection.retryAt : null)
  switch (banner.state) {
    case 'quiet':
      return null
    case 'lost':
    case 'unreachable':
      return (
        <>
          <strong className="hn-banner-title">
            {banner.state === 'lost' ? strings.connectionLost : strings.connectionUnreachable}
          </strong>{' '}
          {banner.waiting === 0
            ? strings.connectionLostHint
            : strings.messagesWaiting(banner.waiting, number(banner.waiting))}{' '}
          {/* Read out once, not every second. */}
          <span className="hn-banner-countdown" aria-hidden="true">
            {seconds === 0 ? strings.tryingNow : strings.nextTry(seconds, number(seconds))}
          </span>
        </>
      )
    case 'failed':
      return (
        <>
          <strong className="hn-banner-title">{strings.connectionFailed}</strong>{' '}
          {connection.status === 'failed' && connection.reason.message}
        </>
      )
    case 'sending':
      return strings.backOnlineSending(banner.waiting, number(banner.waiting))
    case 'back':
      return banner.sent === 0 ? strings.backOnline : strings.backOnlineSent(banner.sent, number(banner.sent))
  }
}
