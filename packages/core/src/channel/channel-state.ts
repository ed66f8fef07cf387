import type { RealtimeError } from '@herenow/adapter'

/** Where a channel stands. */
export type ChannelState =
  | { readonly status: 'initialized' }
  | { readonly status: 'attaching' }
  | {
      readonly status: 'attached'
      /** What came meanwhile has been replayed. `false` at a first attach. */
      readonly recovered: boolean
    }
  | {
      readonly status: 'suspended'
      readonly reason: RealtimeError
      /** When it is tried again, wall-clock milliseconds; `null` when it waits for the connection. */
      readonly retryAt: number | null
    }
  | { readonly status: 'detaching' }
  | {
      readonly status: 'detached'
      /** Why the service ended it for good; `null` when we left, or the connection was closed. */
      readonly reason: RealtimeError | null
    }
  | { readonly status: 'failed'; readonly reason: RealtimeError }

export type ChannelStatus = ChannelState['status']
