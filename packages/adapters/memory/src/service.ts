import type {
  AdapterHistoryPage,
  AttachOptions,
  HereNow,
  HereNowQuery,
  HistoryQuery,
  OccupancyWatch,
  OutgoingMessage,
  PresenceConnection,
  PublishOutcome,
  RealtimeError,
} from '@herenow/adapter'
import type { Author } from './channel-log.ts'
import type { ChannelPresence, Identity, PresenceChange } from './channel-presence.ts'
import type { PresenceByChannel } from './here-now.ts'
import { firstCounts, hereNow, whereNow } from './here-now.ts'
import { Rights } from './rights.ts'
import type { AttachAnswer } from './service-channel.ts'
import { ServiceChannel } from './service-channel.ts'
import type { ServiceConnection } from './service-connection.ts'
import { nothingWatched } from './service-connection.ts'

/** Decides which connections and channels there are, and who may do what. All happens at once. Times: wall-clock milliseconds. */
export class Service {
  #channels = new Map<string, ServiceChannel>()
  readonly #connections = new Set<ServiceConnection>()
  /** Rights that were taken away. They outlast a restart. */
  readonly #rights = new Rights()
  #epoch = 1
  #lastConnection = 0

  /** Forgets everything, as a server that kept it in memory does when it restarts. */
  restart(): void {
    this.#epoch += 1
    this.#channels = new Map()
    this.#connections.clear()
  }

  /** A client comes, or comes back: then its presence has gone on. */
  connect(
    client: Omit<Identity, 'connectionId'>,
    before: ServiceConnection | null,
    tell: ServiceConnection['tell'],
  ): ServiceConnection {
    if (before !== null && this.#connections.has(before)) {
      before.tell = tell
      return before
    }
    this.#lastConnection += 1
    const connection = { ...client, connectionId: `connection-${this.#lastConnection}`, tell, watch: nothingWatched }
    this.#connections.add(connection)
    return connection
  }

  /** A client is away; it may come back. */
  lose(connection: ServiceConnection): void {
    connection.tell = () => {}
    connection.watch = nothingWatched
    for (const channel of this.#channels.values()) channel.detach(connection)
  }

  /** A client won't come back. */
  end(connection: ServiceConnection, action: 'leave' | 'timeout'): void {
    this.lose(connection)
    this.#connections.delete(connection)
    for (const name of this.#channels.keys()) this.leave(connection, name, action)
  }

  /** Takes the right to a channel from a client, and what it has there; `null`: from everybody. */
  deny(name: string, clientId: string | null): void {
    this.#rights.deny('channel', name, clientId)
    const channel = this.#channel(name)
    for (const connection of this.#connections) {
      const error = this.#rights.refusal('channel', name, connection.clientId)
      if (!error) continue
      if (channel.detach(connection)) {
        connection.tell({ type: 'channel', channel: name, state: { status: 'failed', reason: error } })
      }
      this.#end(connection, name, error)
    }
  }

  /** Gives the right back. */
  allow(name: string, clientId: string | null): void {
    this.#rights.allow('channel', name, clientId)
  }

  /** Takes the right to a channel's presence from a client; `null`: from everybody. */
  denyPresence(name: string, clientId: string | null): void {
    this.#rights.deny('presence', name, clientId)
    const channel = this.#channel(name)
    for (const connection of this.#connections) {
      const error = this.#rights.refusal('presence', name, connection.clientId)
      if (!error) continue
      channel.hidePresence(connection, error)
      this.#end(connection, name, error)
    }
  }

  /** A connection may not be present in a channel any more. */
  #end(connection: ServiceConnection, name: string, error: RealtimeError): void {
    if (!this.#channel(name).presence.has(connection.connectionId)) return
    this.leave(connection, name, 'leave')
    connection.tell({ type: 'presence-refused', channel: name, error })
  }

  /** Gives that right back: who wanted to know who is there is told. */
  allowPresence(name: string, clientId: string | null): void {
    this.#rights.allow('presence', name, clientId)
    this.#channel(name).showPresence()
  }

  attach(connection: ServiceConnection, name: string, options: AttachOptions, now: number): AttachAnswer {
    this.#rights.check('channel', name, connection.clientId)
    return this.#channel(name).attach(connection, options, now)
  }

  detach(connection: ServiceConnection, name: string): void {
    this.#channel(name).detach(connection)
    this.leave(connection, name, 'leave')
  }

  publish(author: Author, name: string, messages: readonly OutgoingMessage[], now: number): readonly PublishOutcome[] {
    const error = this.#rights.refusal('channel', name, author.clientId)
    if (error) return messages.map(() => ({ error }))
    return this.#channel(name).publish(author, messages, now)
  }

  signal(connection: ServiceConnection, channel: string, name: string, data: unknown, now: number): void {
    this.#rights.check('channel', channel, connection.clientId)
    this.#channel(channel).signal(connection, name, data, now)
  }

  enter(connection: ServiceConnection, name: string, state: unknown, now: number): void {
    this.#rights.check('presence', name, connection.clientId)
    this.#change(name, (presence) => presence.set(connection, state, now))
  }

  leave(connection: ServiceConnection, name: string, action: 'leave' | 'timeout'): void {
    this.#change(name, (presence) => presence.remove(connection.connectionId, action))
  }

  /** Throws `forbidden` for a client without the right. */
  presentFor(connection: ServiceConnection, name: string): readonly PresenceConnection[] {
    this.#rights.check('presence', name, connection.clientId)
    return this.#channels.get(name)?.presence.all ?? []
  }

  history({ clientId }: ServiceConnection, name: string, query: HistoryQuery, now: number): AdapterHistoryPage {
    this.#rights.check('channel', name, clientId)
    return this.#channel(name).log.history(query, now)
  }

  removeHistory(name: string, now: number): void {
    this.#channels.get(name)?.log.clear(now)
  }

  hereNow({ clientId }: ServiceConnection, query: HereNowQuery): HereNow {
    for (const name of query.channels ?? []) this.#rights.check('presence', name, clientId)
    return hereNow(this.#seenBy(clientId), query)
  }

  whereNow({ clientId }: ServiceConnection, sought: string): readonly string[] {
    return whereNow(this.#seenBy(clientId), sought)
  }

  watch(connection: ServiceConnection, watch: OccupancyWatch): void {
    for (const name of watch.channels) this.#rights.check('presence', name, connection.clientId)
    connection.watch = watch
    const counts = firstCounts(this.#seenBy(connection.clientId), watch)
    if (counts) connection.tell(counts)
  }

  /** The channels whose presence a client may see. */
  #seenBy(clientId: string): PresenceByChannel {
    return new Map([...this.#channels].filter(([name]) => !this.#rights.refusal('presence', name, clientId)))
  }

  #channel(name: string): ServiceChannel {
    let channel = this.#channels.get(name)
    if (channel === undefined) {
      channel = new ServiceChannel(name, `epoch-${this.#epoch}`, this.#rights)
      this.#channels.set(name, channel)
    }
    return channel
  }

  #change(name: string, change: (presence: ChannelPresence) => PresenceChange): void {
    const occupancy = this.#channel(name).change(change)
    if (occupancy === null) return
    for (const { watch, tell, clientId } of this.#connections) {
      const isWatched = watch.all || watch.channels.includes(name)
      if (isWatched && !this.#rights.refusal('presence', name, clientId)) {
        tell({ type: 'occupancy', counts: [{ channel: name, occupancy }] })
      }
    }
  }
}
