import type { ClientOptions, RealtimeClient } from 'ably'

/** What the adapter needs set in the SDK's client. Spread it, and add your own options behind it. */
export type NeededOptions = Pick<
  ClientOptions,
  | 'authCallback'
  | 'autoConnect'
  | 'clientId'
  | 'closeOnUnload'
  | 'disconnectedRetryTimeout'
  | 'echoMessages'
  | 'queueMessages'
>

/** Makes the SDK's client: `(options) => new Ably.Realtime({ ...options })`. */
export type AblyFactory = (options: NeededOptions) => RealtimeClient
