import type { Capabilities, Signal } from '@herenow/adapter'
import type { ChannelHistoryQuery, HistoryPageOf } from '../log/history.ts'
import type { Gap, MessageLogStore } from '../log/message-log.ts'
import type { PublishOptions, PublishReceipt, PublishRequest, PublishResult } from '../outbox/publish.ts'
import type { ChannelPresence } from '../presence/channel-presence.ts'
import type { Release, Store, Unsubscribe } from '../store/store.ts'
import type { ChannelState } from './channel-state.ts'
import type { ChannelTypes, MessageName, MessageNamed, MessageOf, UntypedChannel } from './channel-types.ts'

/** A channel of one client. The same name is always the same object. */
export interface Channel<Types extends ChannelTypes = UntypedChannel> {
  readonly name: string
  readonly state: Store<ChannelState>
  /** What can be done here. Known for sure once attached: with some services it depends on how the channel was set up. */
  readonly capabilities: Store<Capabilities>
  readonly log: MessageLogStore<Types>
  readonly presence: ChannelPresence<Types['presence']>

  /**
   * Starts messages and presence; stays attached until `detach`. Resolves when attached, waits over drops. Rejects when
   * the service refuses, when the channel is left meanwhile, and at once where the connection was closed by hand or has
   * failed. Each call asks again.
   */
  attach(): Promise<void>
  /** Stops both at once, leases or not, and takes back our presence. Doesn't wait for the service. */
  detach(): Promise<void>
  /**
   * Keeps the channel attached while at least one lease is out, and `lingerMs` longer. What the service refuses is asked
   * for again after a new token, after a reconnect, when its `retryAfter` is over, and when another channel makes room.
   */
  lease(): Release

  /** Every message after the first attach, recovered ones too, once and in order; never older pages. */
  subscribe(listener: (message: MessageOf<Types>) => void): Unsubscribe
  subscribe<Name extends MessageName<Types>>(
    name: Name | readonly Name[],
    listener: (message: MessageNamed<Types, Name>) => void,
  ): Unsubscribe

  /**
   * Sends a message. Resolves when the service has stored it. While not connected it waits in the outbox and shows in
   * the log as `sending`. Needs no attach. A failure also shows in the log and reaches `client.on('error')`, so the
   * promise may be ignored.
   */
  publish<Name extends MessageName<Types>>(
    name: Name,
    data: Types['messages'][Name],
    options?: PublishOptions,
  ): Promise<PublishReceipt>
  /** Sends several in one go. Never rejects for a single message: see each result. */
  publishMany<Name extends MessageName<Types>>(
    messages: readonly PublishRequest<Name, Types['messages'][Name]>[],
  ): Promise<readonly PublishResult[]>
  /** Sends a failed message again under its id. No effect on others. */
  retry(messageId: string): void
  /** Takes a failed or waiting message out of the log. No effect on others. */
  discard(messageId: string): void

  /** Sends something tiny, unstored and at most once. Rejects with `connection_closed` while not connected. */
  signal(name: string, data: unknown): Promise<void>
  onSignal(listener: (signal: Signal) => void): Unsubscribe

  history(query?: ChannelHistoryQuery): Promise<HistoryPageOf<Types>>
  /** Messages are missing and can't be had any more. Called once per gap, before any later message. */
  onGap(listener: (gap: Gap) => void): Unsubscribe
}
