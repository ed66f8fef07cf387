import type { Serials, StoredMessage } from './channel-log.ts'
import { ChannelLog } from './channel-log.ts'
import { Members } from './members.ts'
import type { Frame, WireMessage, WirePresence } from './protocol.ts'
import { actions, flags, Refusal } from './protocol.ts'

/** A connection, as a channel sees it. */
export interface Attachable {
  readonly id: string
  /** It wants its own messages back. */
  readonly echo: boolean
  send(frame: Frame): void
}

export interface ChannelOptions {
  /** Milliseconds for which messages are kept. */
  readonly retention: number
  /** Milliseconds for which whoever missed messages may go on where it was. */
  readonly continuity: number
  /** Milliseconds after which somebody whose connection broke has left. */
  readonly presenceGrace: number
}

interface Attachment {
  readonly modes: number
  readonly params: Readonly<Record<string, string>>
}

/** Members in one frame of a sync. */
const syncPage = 50

/** One channel: who is attached, what is kept, who is present. */
export class Channel {
  readonly name: string
  readonly log: ChannelLog
  readonly members: Members
  readonly #serials: Serials
  readonly #attached = new Map<Attachable, Attachment>()
  #lastSerial: string

  constructor(name: string, serials: Serials, { retention, continuity, presenceGrace }: ChannelOptions) {
    this.name = name
    this.log = new ChannelLog(retention, continuity)
    this.members = new Members(presenceGrace, (change) => this.#tellPresence(change))
    this.#serials = serials
    this.#lastSerial = serials.next().serial
  }

  get subscribers(): number {
    return Array.from(this.#attached.values()).filter(({ modes }) => (modes & flags.subscribe) !== 0).length
  }

  modesOf(connection: Attachable): number {
    return this.#attached.get(connection)?.modes ?? 0
  }

  /** Answers an attach, with what was missed since `channelSerial` where that can still be told. */
  attach(connection: Attachable, { channelSerial, params = {} }: Frame, modes: number): void {
    const missed = this.#missedSince(channelSerial)
    const backlog = missed ?? this.#rewind(params['rewind'])
    const present = this.members.all
    const start = missed ? channelSerial : this.#lastSerial
    this.#attached.set(connection, { modes, params })
    this.members.returned(connection.id)
    connection.send({
      action: actions.attached,
      channel: this.name,
      channelSerial: start ?? null,
      params,
      flags:
        modes |
        (present.length > 0 ? flags.hasPresence : 0) |
        (missed ? flags.resumed : 0) |
        (backlog.length > 0 ? flags.hasBacklog : 0),
    })
    this.#sync(connection, present)
    for (const message of backlog) {
      if (message.connectionId !== connection.id || connection.echo) connection.send(this.#frameOf(message))
    }
    this.#tellOccupancy()
  }

  /** Tells everybody who is attached that messages may be missing. */
  loseContinuity(): void {
    this.#lastSerial = this.#serials.next().serial
    for (const [connection, { modes, params }] of this.#attached) {
      const channelSerial = this.#lastSerial
      const present = this.members.all
      const presence = present.length > 0 ? flags.hasPresence : 0
      const error = new Refusal(91006, 500, 'Continuity was lost').wire
      connection.send({
        action: actions.attached,
        channel: this.name,
        channelSerial,
        params,
        flags: modes | presence,
        error,
      })
      this.#sync(connection, present)
    }
  }

  detach(connection: Attachable): void {
    if (!this.#attached.delete(connection)) return
    this.members.gone(connection.id)
    this.#tellOccupancy()
  }

  /** The connection may come back. */
  broke(connection: Attachable): void {
    if (!this.#attached.delete(connection)) return
    this.members.broke(connection.id)
    this.#tellOccupancy()
  }

  /** Stores messages and delivers them; those whose ids are known already are neither. Returns their serials. */
  publish(connectionId: string, clientId: string | null, id: string, messages: readonly WireMessage[]): string[] {
    checkIds(messages)
    const all = messages.map((message, index) => this.#store(connectionId, clientId, `${id}:${index}`, message))
    for (const [known, message] of all) if (!known) this.#deliver(message)
    return all.map(([, { serial }]) => serial)
  }

  occupancy(): Readonly<Record<string, number>> {
    const { all } = this.members
    return {
      connections: this.#attached.size,
      publishers: Array.from(this.#attached.values()).filter(({ modes }) => (modes & flags.publish) !== 0).length,
      subscribers: this.subscribers,
      presenceConnections: new Set(all.map(({ connectionId }) => connectionId)).size,
      presenceMembers: all.length,
      presenceSubscribers: this.subscribers,
    }
  }

  #store(connectionId: string, clientId: string | null, id: string, message: WireMessage): [boolean, StoredMessage] {
    const known = message.id === undefined ? undefined : this.log.find(message.id)
    if (known) return [true, known]
    const author = message.clientId ?? clientId
    const stored = { ...message, id: message.id ?? id, connectionId, action: 0, ...this.#serials.next() }
    const complete = author === null ? stored : { ...stored, clientId: author }
    if (message.extras?.['ephemeral'] !== true) this.log.add(complete)
    return [false, complete]
  }

  #deliver(message: StoredMessage): void {
    this.#lastSerial = message.serial
    const frame = this.#frameOf(message)
    for (const [connection, { modes }] of this.#attached) {
      const isOwn = connection.id === message.connectionId
      if ((modes & flags.subscribe) !== 0 && (!isOwn || connection.echo)) connection.send(frame)
    }
  }

  #frameOf(message: StoredMessage): Frame {
    const { serial, connectionId, timestamp } = message
    return {
      action: actions.message,
      channel: this.name,
      channelSerial: serial,
      id: `${connectionId}:${serial}`,
      connectionId,
      timestamp,
      messages: [message],
    }
  }

  #missedSince(serial: string | null | undefined): readonly StoredMessage[] | null {
    return typeof serial === 'string' && this.#serials.has(serial) ? this.log.after(serial) : null
  }

  #rewind(wish: string | undefined): readonly StoredMessage[] {
    const [, number, unit] = /^(\d+)([sm]?)$/.exec(wish ?? '') ?? []
    if (number === undefined) return []
    const seconds = Number(number) * (unit === 'm' ? 60 : 1)
    const start = unit === '' ? 0 : Date.now() - seconds * 1_000
    const limit = unit === '' ? Math.min(Number(number), 100) : 100
    const query = { start, end: Infinity, fromSerial: null, cursor: null, limit, backwards: true }
    return [...this.log.read(query).page].reverse()
  }

  #sync(connection: Attachable, present: readonly WirePresence[]): void {
    for (let first = 0; first < present.length; first += syncPage) {
      const isLast = first + syncPage >= present.length
      const channelSerial = `${this.#lastSerial.replaceAll(/\W/g, '')}:${isLast ? '' : first + syncPage}`
      const presence = present.slice(first, first + syncPage)
      connection.send({ action: actions.sync, channel: this.name, channelSerial, presence })
    }
  }

  #tellPresence(change: WirePresence): void {
    const frame = { action: actions.presence, channel: this.name, presence: [change] }
    for (const [connection, { modes }] of this.#attached) {
      const isOwn = connection.id === change.connectionId
      if (isOwn || (modes & flags.presenceSubscribe) !== 0) connection.send(frame)
    }
    this.#tellOccupancy()
  }

  #tellOccupancy(): void {
    for (const [connection, { params }] of this.#attached) {
      if (params['occupancy'] === undefined) continue
      const { serial, timestamp } = this.#serials.next()
      const data = JSON.stringify({ metrics: this.occupancy() })
      const message = { id: `occupancy:${serial}`, name: '[meta]occupancy', data, encoding: 'json', timestamp }
      connection.send({ action: actions.message, channel: this.name, timestamp, messages: [message] })
    }
  }
}

/** Several messages at once are one unit: their ids have to say so. */
function checkIds(messages: readonly WireMessage[]): void {
  const ids = messages.map(({ id }) => id)
  if (ids.some((id) => id === '')) throw new Refusal(40031, 400, 'Client-specified message id cannot be empty')
  if (ids.length < 2 || ids.every((id) => id === undefined)) return
  const base = ids[0]?.replace(/:0$/, '')
  if (ids.every((id, index) => id === `${base}:${index}`)) return
  const problem = 'Client-specified message ids do not match the required format for multi-message ProtocolMessages'
  throw new Refusal(40031, 400, problem)
}
