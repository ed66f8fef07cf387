import type {
  AdapterEvent,
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
import type { AttachStart, Author } from './channel-log.ts'
import { ChannelLog } from './channel-log.ts'
import type { Identity, PresenceChange } from './channel-presence.ts'
import { ChannelPresence } from './channel-presence.ts'
import { firstCounts, hereNow, whereNow } from './here-now.ts'
import { copied } from './json.ts'
import { Rights } from './rights.ts'

const nothing: OccupancyWatch = { channels: [], all: false }

/** A client's connection, as the service knows it. */
export interface ServiceConnection extends Identity {
  /** Delivers to the client; does nothing while it is away. */
  tell: (event: AdapterEvent) => void
  watch: OccupancyWatch
}

/** An attachment's start, with who is there if that was asked for, or why that can't be told. */
export interface AttachAnswer extends AttachStart {
  readonly connections: readonly PresenceConnection[] | null
  readonly presenceHidden: RealtimeError | null
}

interface Channel {
  readonly log: ChannelLog
  readonly presence: ChannelPresence
  /** Who is attached, and whether presence is wanted. */
  readonly attached: Map<ServiceConnection, boolean>
}

/** The service itself: channels, and the connections in them. Everything happens at once. Times are wall-clock milliseconds. */
export class Service {
  #channels = new Map<string, Channel>()
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
    const connection = { ...client, connectionId: `connection-${this.#lastConnection}`, tell, watch: nothing }
    this.#connections.add(connection)
    return connection
  }

  /** A client is away; it may come back. */
  lose(connection: ServiceConnection): void {
    connection.tell = () => {}
    connection.watch = nothing
    for (const { attached } of this.#channels.values()) attached.delete(connection)
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
    const { attached } = this.#channel(name)
    for (const connection of this.#connections) {
      const error = this.#rights.refusal('channel', name, connection.clientId)
      if (!error) continue
      if (attached.delete(connection)) {
        connection.tell({ type: 'channel', channel: name, state: { status: 'failed', reason: error } })
      }
      this.leave(connection, name, 'leave')
    }
  }

  /** Gives the right back. */
  allow(name: string, clientId: string | null): void {
    this.#rights.allow('channel', name, clientId)
  }

  /** Takes the right to a channel's presence from a client; `null`: from everybody. */
  denyPresence(name: string, clientId: string | null): void {
    this.#rights.deny('presence', name, clientId)
    const { attached, presence } = this.#channel(name)
    for (const connection of this.#connections) {
      const error = this.#rights.refusal('presence', name, connection.clientId)
      if (!error) continue
      if (attached.get(connection)) connection.tell({ type: 'presence-hidden', channel: name, error })
      if (!presence.all.some(({ connectionId }) => connectionId === connection.connectionId)) continue
      this.leave(connection, name, 'leave')
      connection.tell({ type: 'presence-refused', channel: name, error })
    }
  }

  /** Gives that right back: who wanted to know who is there is told. */
  allowPresence(name: string, clientId: string | null): void {
    this.#rights.allow('presence', name, clientId)
    const { attached, presence } = this.#channel(name)
    for (const [connection, wanted] of attached) {
      if (!wanted || this.#rights.refusal('presence', name, connection.clientId)) continue
      connection.tell({ type: 'presence-snapshot', channel: name, connections: presence.all, settling: false })
    }
  }

  attach(connection: ServiceConnection, name: string, options: AttachOptions, now: number): AttachAnswer {
    this.#rights.check('channel', name, connection.clientId)
    const channel = this.#channel(name)
    channel.attached.set(connection, options.presence)
    const presenceHidden = options.presence ? this.#rights.refusal('presence', name, connection.clientId) : null
    const connections = options.presence && presenceHidden === null ? channel.presence.all : null
    return { ...channel.log.attach(options, now), connections, presenceHidden }
  }

  detach(connection: ServiceConnection, name: string): void {
    this.#channel(name).attached.delete(connection)
    this.leave(connection, name, 'leave')
  }

  publish(author: Author, name: string, messages: readonly OutgoingMessage[], now: number): readonly PublishOutcome[] {
    const { log, attached } = this.#channel(name)
    const error = this.#rights.refusal('channel', name, author.clientId)
    if (error) return messages.map(() => ({ error }))
    return messages.map((outgoing) => {
      const { outcome, message } = log.publish(outgoing, author, now)
      if (message !== null) for (const { tell } of attached.keys()) tell({ type: 'message', channel: name, message })
      return outcome
    })
  }

  signal(connection: ServiceConnection, channel: string, name: string, data: unknown, timestamp: number): void {
    const { connectionId, clientId, info } = connection
    const signal = { channel, name, data: copied(data), clientId, info, connectionId, timestamp }
    for (const { tell } of this.#channel(channel).attached.keys()) tell({ type: 'signal', channel, signal })
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
    return this.present(name)
  }

  present(name: string): readonly PresenceConnection[] {
    return this.#channels.get(name)?.presence.all ?? []
  }

  history(name: string, query: HistoryQuery, now: number): AdapterHistoryPage {
    return this.#channel(name).log.history(query, now)
  }

  removeHistory(name: string, now: number): void {
    this.#channels.get(name)?.log.clear(now)
  }

  hereNow(query: HereNowQuery): HereNow {
    return hereNow(this.#channels, query)
  }

  whereNow(clientId: string): readonly string[] {
    return whereNow(this.#channels, clientId)
  }

  watch(connection: ServiceConnection, watch: OccupancyWatch): void {
    connection.watch = watch
    const counts = firstCounts(this.#channels, watch)
    if (counts) connection.tell(counts)
  }

  #channel(name: string): Channel {
    let channel = this.#channels.get(name)
    if (channel === undefined) {
      const log = new ChannelLog(name, `epoch-${this.#epoch}`)
      channel = { log, presence: new ChannelPresence(), attached: new Map() }
      this.#channels.set(name, channel)
    }
    return channel
  }

  #change(name: string, change: (presence: ChannelPresence) => PresenceChange): void {
    const { presence, attached } = this.#channel(name)
    const before = presence.occupancy
    const happened = change(presence)
    if (happened === null) return
    for (const [{ tell, clientId }, wanted] of attached) {
      if (wanted && !this.#rights.refusal('presence', name, clientId)) {
        tell({ type: 'presence', channel: name, ...happened })
      }
    }
    const { occupancy } = presence
    if (occupancy === before) return
    for (const { watch, tell } of this.#connections) {
      if (watch.all || watch.channels.includes(name))
        tell({ type: 'occupancy', counts: [{ channel: name, occupancy }] })
    }
  }
}
