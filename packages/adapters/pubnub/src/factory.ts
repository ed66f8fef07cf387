import type { PubNubClient } from './sdk.ts'

/** What the adapter needs set in the SDK's client. Spread it, and add your own options behind it. */
export interface NeededOptions {
  readonly userId: string
  /** What is subscribed to outlasts a lost network. */
  readonly restore: true
  /** The adapter looks at the network by itself. */
  readonly listenToBrowserNetworkEvents: false
  /** Says when more may have come than an answer holds. */
  readonly requestMessageCountThreshold: number
  /** Seconds of silence after which others see a client go; the SDK gives a sign of life twice as often. */
  readonly presenceTimeout: number
  /** Milliseconds. */
  readonly transactionalRequestTimeout: number
}

export const neededOptions: Omit<NeededOptions, 'userId'> = {
  restore: true,
  listenToBrowserNetworkEvents: false,
  // As many as PubNub gives at once.
  requestMessageCountThreshold: 100,
  presenceTimeout: 120,
  transactionalRequestTimeout: 10_000,
}

/** Makes the SDK's client: `(options) => new PubNub({ subscribeKey, publishKey, ...options })`. */
export type PubNubFactory = (options: NeededOptions) => PubNubClient
