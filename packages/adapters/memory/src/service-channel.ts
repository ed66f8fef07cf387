import type {
  AdapterEvent,
  AttachOptions,
  OutgoingMessage,
  PresenceConnection,
  PublishOutcome,
  RealtimeError,
} from '@herenow/adapter'
import type { AttachStart, Author } from './channel-log.ts'
import { ChannelLog } from './channel-log.ts'
import type { PresenceChange } from './channel-presence.ts'
import { ChannelPresence } from './channel-presence.ts'
import { copied } from './json.ts'
import type { Rights } from './rights.ts'
import type { ServiceConnection } from './service-connection.ts'

/** An attachment's start, with who is there if that was asked for, or why that can't be told. */
export interface AttachAnswer extends AttachStart {
  readonly connections: readonly PresenceConnection[] | null
  readonly presenceHidden: RealtimeError | null
}

/** One channel of the service: decides who of those attached is told what. Times are wall-clock milliseconds. */
export class ServiceChannel {
  readonly log: ChannelLog
  readonly presence: ChannelPresence = new ChannelPresence()
  readonly #name: string
  readonly #rights: Pick<Rights, 'refusal'>
  /** Who is attached, and whether presence is wanted. */
  readonly #attached = new Map<ServiceConnection, boolean>()

  constructor(name: string, epoch: string, rights: Pick<Rights, 'refusal'>) {
    this.#name = name
    this.#rights = rights
    this.log = new ChannelLog(name, epoch)
  }

  attach(connection: ServiceConnection, options: AttachOptions, now: number): AttachAnswer {
    this.#attached.set(connection, options.presence)
    const presenceHidden = options.presence ? this.#hidden(connection) : null
    const connections = options.presence && presenceHidden === null ? this.presence.all : null
    return { ...this.log.attach(options, now), connections, presenceHidden }
  }

  /** Returns whether it was attached. */
  detach(connection: ServiceConnection): boolean {
    return this.#attached.delete(connection)
  }

  publish(author: Author, messages: readonly OutgoingMessage[], now: number): readonly PublishOutcome[] {
    return messages.map((outgoing) => {
      const { outcome, message } = this.log.publish(outgoing, author, now)
      if (message !== null) this.#tellAll({ type: 'message', channel: this.#name, message })
      return outcome
    })
  }

  signal({ connectionId, clientId, info }: ServiceConnection, name: string, data: unknown, timestamp: number): void {
    const channel = this.#name
    const signal = { channel, name, data: copied(data), clientId, info, connectionId, timestamp }
    this.#tellAll({ type: 'signal', channel, signal })
  }

  /** Changes who is present. Returns how many people are here now, if their number has changed. */
  change(change: (presence: ChannelPresence) => PresenceChange): number | null {
    const before = this.presence.occupancy
    const happened = change(this.presence)
    if (happened === null) return null
    for (const [connection, wanted] of this.#attached) {
      if (wanted && !this.#hidden(connection)) {
        connection.tell({ type: 'presence', channel: this.#name, ...happened })
      }
    }
    const { occupancy } = this.presence
    return occupancy === before ? null : occupancy
  }

  /** A connection may not see who is present any more. */
  hidePresence(connection: ServiceConnection, error: RealtimeError): void {
    if (this.#attached.get(connection)) connection.tell({ type: 'presence-hidden', channel: this.#name, error })
  }

  /** Tells those who is present who want to know, and may again. */
  showPresence(): void {
    for (const [connection, wanted] of this.#attached) {
      if (!wanted || this.#hidden(connection)) continue
      const { all } = this.presence
      connection.tell({ type: 'presence-snapshot', channel: this.#name, connections: all, settling: false })
    }
  }

  #hidden({ clientId }: ServiceConnection): RealtimeError | null {
    return this.#rights.refusal('presence', this.#name, clientId)
  }

  #tellAll(event: AdapterEvent): void {
    for (const { tell } of this.#attached.keys()) tell(event)
  }
}
