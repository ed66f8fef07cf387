/** The state of a banner. */
export type Banner =
  | { readonly state: 'quiet' }
  /** `sending`: back, and what waited is on its way. */
  | {
      readonly state: 'lost' | 'unreachable' | 'failed' | 'sending'
      readonly waiting: number
      readonly failedBefore: number
    }
  | { readonly state: 'back'; readonly sent: number }

/** The input of a banner. */
export interface Seen {
  /** `away`: not connected, and nothing to tell (yet). `ended`: nobody wants a connection. */
  readonly connection: 'up' | 'away' | 'lost' | 'unreachable' | 'failed' | 'ended'
  /** Messages of ours that are not sent yet. */
  readonly queuedCount: number
  /** Messages of ours that will not be sent by themselves. */
  readonly failedCount: number
}

export const quiet: Banner = { state: 'quiet' }

/** The next state of the banner. The same input returns the same object. */
export function nextBanner(banner: Banner, { connection, queuedCount, failedCount }: Seen): Banner {
  switch (connection) {
    case 'ended':
      return quiet
    case 'away':
      return banner
    case 'lost':
    case 'unreachable':
    case 'failed':
      if (banner.state === connection && banner.waiting === queuedCount && banner.failedBefore === failedCount)
        return banner
      return { state: connection, waiting: queuedCount, failedBefore: failedCount }
    case 'up': {
      if (banner.state === 'quiet' || banner.state === 'back') return banner
      const { waiting, failedBefore } = banner
      // Nobody had been online: without messages to tell of there is no news in the first connection.
      if (banner.state === 'unreachable' && waiting === 0) return quiet
      // What waited when the connection came back counts as sent when nothing is on its way and it hasn't failed.
      if (queuedCount === 0 || waiting === 0)
        return { state: 'back', sent: Math.max(0, waiting - failedCount + failedBefore) }
      return banner.state === 'sending' ? banner : { state: 'sending', waiting, failedBefore }
    }
  }
}
