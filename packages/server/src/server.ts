import type { AdapterHistoryPage, HereNow, HereNowQuery, HistoryQuery, Member } from '@herenow/adapter'
import type { BroadcastOutcome } from './api/server-broadcast.ts'
import type { ServerInfo } from './api/server-info.ts'
import type { DisconnectOptions } from './api/server-kick.ts'
import type { PublishReceipt, ServerPublishOptions } from './api/server-publish.ts'
import type { RevokeOptions } from './api/server-revoke.ts'
import type { ServerEventListener, ServerEventType } from './events/server-event.ts'
import type { Address } from './http/address.ts'
import type { HostServer } from './http/attached-host.ts'
import type { TlsCertificate } from './http/server-tls.ts'

/** A Herenow server. */
export interface Server {
  /** Starts it. Rejects with a `RealtimeError`, for example when the port is taken. A server listens once in its life. */
  listen(): Promise<Address>
  /**
   * Serves inside an app instead of listening: clients connect to `path`, by default `/realtime`, of `host`. Everything
   * else stays the app's, and `close` leaves `host` running. Throws `invalid_argument` for a path that can't be.
   */
  attach(host: HostServer, options?: { readonly path?: string | undefined }): Promise<void>
  /**
   * Reads the files of `tls` again and shows the new certificate to whoever connects from now on; connections that are open
   * go on. Rejects with `invalid_argument` when it can't be used: the one before stays.
   */
  reloadTls(): Promise<TlsCertificate>
  /** Tells every client when to come back, then lets go of everything. May be called at any time and more than once. */
  close(): Promise<void>
  /**
   * Tells `listener` of what happens from now on, after the fact: it can't refuse anything. Events of a channel, or of a
   * connection, come one after the other, also where the listener is async, and each may take 5 s. Returns what takes the
   * listener off. Throws `invalid_argument` for an event that doesn't exist.
   */
  on<Type extends ServerEventType>(types: Type | readonly Type[], listener: ServerEventListener<Type>): () => void
  /** Publishes as the server. Resolves when the message is stored. */
  publish(channel: string, name: string, data: unknown, options?: ServerPublishOptions): Promise<PublishReceipt>
  /**
   * Publishes one message in up to 10,000 channels, under one id. Tells for each channel what became of it; rejects for a
   * message that can't be published anywhere.
   */
  broadcast(
    channels: readonly string[],
    name: string,
    data: unknown,
    options?: ServerPublishOptions,
  ): Promise<readonly BroadcastOutcome[]>
  /** Reads stored messages: by default the newest 100, newest first. */
  history(channel: string, query?: Partial<HistoryQuery>): Promise<AdapterHistoryPage>
  /**
   * Forgets the stored messages of a channel; offsets go on where they were. Clients keep what they have. Whoever comes
   * back from before what was removed is told of a gap.
   */
  historyRemove(channel: string): Promise<void>
  /**
   * Forgets one stored message: nobody who reads the channel from now on gets it, and its id stays taken. Clients that
   * have it already keep what they show. Resolves with whether there was such a message.
   */
  messageRemove(channel: string, id: string): Promise<boolean>
  /**
   * Ends all connections of a client, and with `for` keeps it out for so many seconds. Its presence ends at once, also of
   * connections that were lost and might return. Resolves with how many had a socket.
   */
  disconnect(clientId: string, options?: DisconnectOptions): Promise<number>
  /**
   * Ends the attachment and presence of a client's connections in a channel. They don't attach again by themselves;
   * whether they may is a matter of their rights. Resolves with how many were attached or present.
   */
  unsubscribe(channel: string, clientId: string): Promise<number>
  /**
   * Refuses tokens from now on, and ends the connections that came with them; clients that can fetch another token come
   * back with it. Kept in memory: call it again after a restart. Resolves with how many connections were ended. Rejects
   * with `rate_limited` beyond 100,000 revocations, and with `unsupported` without auth.
   */
  revoke(options: RevokeOptions): Promise<number>
  /** Who is present in a channel. */
  presence(channel: string): Promise<readonly Member[]>
  /** How many people are in channels, by default in all, and who. */
  hereNow(query?: HereNowQuery): Promise<HereNow>
  /** Names of the channels that somebody is attached to or present in. */
  channels(): Promise<readonly string[]>
  info(): ServerInfo
}
