import type { RealtimeError } from '@herenow/adapter'

/**
 * Where the connection stands. `connecting` is the first attempt only; after it everything that isn't connected and
 * still tries is `disconnected`. Dates are wall-clock milliseconds since 1970.
 */
export type ConnectionState =
  | { readonly status: 'initialized' }
  | { readonly status: 'connecting' }
  | {
      readonly status: 'connected'
      readonly connectionId: string
      /** Who we are to the service. */
      readonly clientId: string
    }
  | {
      readonly status: 'disconnected'
      readonly since: number
      /** Failed attempts in a row. */
      readonly attempt: number
      /** When the next attempt starts; `null` while one is under way. */
      readonly retryAt: number | null
      readonly reason: RealtimeError
      /** A connection that stood has been away for longer than `lostAfter`: time to tell the user. */
      readonly lost: boolean
      /** No connection could be made for longer than `lostAfter`, and none has stood since the client wanted one. */
      readonly unreachable: boolean
    }
  | { readonly status: 'closing' }
  | { readonly status: 'closed' }
  | { readonly status: 'failed'; readonly reason: RealtimeError }

export type ConnectionStatus = ConnectionState['status']

/** The state with the given status. */
export type ConnectionStateOf<Status extends ConnectionStatus> = Extract<ConnectionState, { readonly status: Status }>
