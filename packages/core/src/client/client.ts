import type {
  Adapter,
  Capabilities,
  Env,
  HereNow,
  HereNowQuery,
  Logger,
  RealtimeError,
  TokenRequest,
  UserInfo,
} from '@herenow/adapter'
import type { ChannelOptions } from '../channel/channel-options.ts'
import type { ChannelDefinition, ChannelTypes, UntypedChannel } from '../channel/channel-types.ts'
import type { Channel } from '../channel/channel.ts'
import type { Connection } from '../connection/connection.ts'
import type { Unsubscribe } from '../store/store.ts'

/**
 * A token, or how to fetch one: called on every connect, before the present one expires, when the service refuses it, and
 * when its rights don't reach. To end that, reject with a `RealtimeError` that isn't retryable: the connection is then
 * `failed`. After anything else it is called again, after a delay that grows.
 */
export type TokenOption = string | ((request: TokenRequest) => Promise<string>)

/** What we say of ourselves: `name`, `avatar` and whatever else JSON carries. Interfaces fit too. */
export type OwnInfo = UserInfo | (object & Pick<UserInfo, 'name' | 'avatar'>)

export interface ClientOptions {
  readonly adapter: Adapter
  /** Default: an anonymous id that survives reloads, or what the token says. */
  readonly clientId?: string | undefined
  /** What others see of us. A verified token's `info` claim wins. */
  readonly info?: OwnInfo | undefined
  readonly token?: TokenOption | undefined
  /** Connect when something first needs it. Default `true`. */
  readonly autoConnect?: boolean | undefined
  /** Make the first failed attempt final. Default `false`: keep trying. */
  readonly failFast?: boolean | undefined
  /** What may wait per channel while not connected. Default 100 messages, 256 KiB. */
  readonly queue?: { readonly maxMessages?: number | undefined; readonly maxBytes?: number | undefined } | undefined
  /** Milliseconds of absence before it is news. Default 3,000; `Infinity`: never, as with the other times. */
  readonly lostAfter?: number | undefined
  /** Milliseconds that a channel or connection outlives its last lease. Default 1,000. */
  readonly lingerMs?: number | undefined
  /** Milliseconds after which an unsent message fails. Default 60,000. */
  readonly publishTimeout?: number | undefined
  /** Messages kept per channel's log. Default 500. */
  readonly keepMessages?: number | undefined
  /** Replaces parts of the outside world; for tests and unusual platforms. */
  readonly env?: Partial<Env> | undefined
  readonly log?: Logger | undefined
}

/** One user's realtime client. Opens nothing until something needs it. */
export interface Client {
  /** `null` until we know: before the first connect of an anonymous client, or until a token tells. */
  readonly clientId: string | null
  readonly info: UserInfo | null
  /** What the service can do. Its sizes are defaults until the first connection, then what this service says. */
  readonly capabilities: Capabilities
  readonly connection: Connection
  /** The shared channel of this name. Throws `invalid_argument` for a name that can't be one. */
  channel<Types extends ChannelTypes = UntypedChannel>(
    name: string | ChannelDefinition<Types>,
    options?: ChannelOptions,
  ): Channel<Types>
  /** Who is in which channels. Waits for the connection. Without `channels`: in all. */
  hereNow(query?: HereNowQuery): Promise<HereNow>
  /** The channels in which a client (default: ourselves) is present. */
  whereNow(clientId?: string): Promise<readonly string[]>
  /**
   * Fetches a new token now and has the service go by it: for a user who has just got more rights. Refused channels that
   * are leased are asked for again. Rejects with `unsupported` where there are no tokens.
   */
  refreshToken(): Promise<void>
  /** Whatever fails without a caller to tell. Without a listener it goes to the log. */
  on(type: 'error', listener: (error: RealtimeError) => void): Unsubscribe
  /** Ends everything for good: leaves cleanly, settles every promise, lets go of every timer, socket and listener. */
  close(): Promise<void>
}
