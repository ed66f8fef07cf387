import type { AdapterSession } from '@herenow/adapter'
import type { Report } from '../store/report.ts'
import type { TokenOption } from './client.ts'
import { failure, toRealtimeError } from './errors.ts'

/** Fetches a new token where the present one's rights don't reach. */
export interface TokenRefresh {
  /** Fetches a new token and has the service go by it. */
  readonly now: () => Promise<void>
  /** The service refused a channel for lack of a right: a new token may have it. */
  readonly lacksRight: (channel: string) => void
}

export interface TokenRefreshNeeds {
  readonly token: TokenOption | undefined
  readonly report: Report
  /** The connected session, if there is one. */
  readonly session: () => AdapterSession | null
  readonly connected: () => Promise<AdapterSession>
  /** The service goes by a new token. */
  readonly onTaken: () => void
}

export function createTokenRefresh({ token, report, session, connected, onTaken }: TokenRefreshNeeds): TokenRefresh {
  /** A token is being fetched because a channel was refused. */
  let isRefreshing = false

  async function refresh(current: AdapterSession, channel: string): Promise<void> {
    isRefreshing = true
    try {
      await current.refreshToken?.({ reason: 'forbidden', channel })
    } catch (thrown) {
      const error = toRealtimeError(thrown, 'Refreshing the token')
      if (error.code !== 'connection_closed') report(error)
    } finally {
      isRefreshing = false
    }
  }

  return {
    async now() {
      const current = await connected()
      if (!current.refreshToken) throw failure('unsupported', 'This service knows no tokens.')
      await current.refreshToken()
      onTaken()
    },
    lacksRight(channel) {
      const current = session()
      if (isRefreshing || typeof token !== 'function' || !current?.refreshToken) return
      void refresh(current, channel)
    },
  }
}
