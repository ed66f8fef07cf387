import type { WireConnection } from '@herenow/protocol'
import type { KeptConnection } from './kept-connection.ts'
import { keptConnection, saysTheSame, weightOf } from './kept-connection.ts'
import type { PresenceChange } from './presence-change.ts'
import type { PresenceClaim } from './presence-claim.ts'
import { SortedNames } from './sorted-names.ts'

interface ChannelMembers {
  readonly entries: Map<string, KeptConnection>
  /** The keys of `entries`, in order. */
  readonly ids: SortedNames
  /** How many connections each client has here. */
  readonly clients: Map<string, number>
}

/** Where one client is. */
interface ClientChannels {
  /** How many connections it has in each. */
  readonly counts: Map<string, number>
  /** The keys of `counts`, in order. */
  readonly names: SortedNames
  /** Rough heap bytes of its entries. */
  bytes: number
}

/** Who is present where. Pure data: no time, no timers, nothing sent. Every table is a `Map`: names are never keys of objects. */
export class PresenceTable {
  readonly #channels = new Map<string, ChannelMembers>()
  /** The keys of `#channels`, in order: pages go on after a name without sorting all of them. */
  readonly #names = new SortedNames()
  readonly #byConnection = new Map<string, Set<string>>()
  readonly #byClient = new Map<string, ClientChannels>()
  #bytes = 0

  /** Rough heap bytes of all entries. */
  get bytes(): number {
    return this.#bytes
  }

  /** Enters, or updates an entry that is there already. `null`: nothing changed. */
  put(channel: string, claim: PresenceClaim, now: number): PresenceChange | null {
    const members = this.#members(channel)
    const known = members.entries.get(claim.connectionId)
    if (known !== undefined && saysTheSame(known, claim)) return null
    const entry = keptConnection(claim, known?.connection.enteredAt ?? now, now)
    members.entries.set(claim.connectionId, entry)
    if (known === undefined) this.#count(channel, members, entry.connection)
    this.#weigh(claim.clientId, weightOf(entry.stateText.length) - weightBefore(known))
    return { ...entry.connection, action: known === undefined ? 'enter' : 'update' }
  }

  /** By how many bytes a state of this length would make the table grow; negative: shrink. */
  growth(channel: string, connectionId: string, stateLength: number): number {
    return weightOf(stateLength) - weightBefore(this.#channels.get(channel)?.entries.get(connectionId))
  }

  /** Rough heap bytes of a client's entries. */
  bytesOfClient(clientId: string): number {
    return this.#byClient.get(clientId)?.bytes ?? 0
  }

  /** Takes a connection out of a channel. `null`: it wasn't there. */
  remove(channel: string, connectionId: string, action: 'leave' | 'timeout', now: number): PresenceChange | null {
    const members = this.#channels.get(channel)
    const entry = members?.entries.get(connectionId)
    if (members === undefined || entry === undefined) return null
    members.entries.delete(connectionId)
    members.ids.delete(connectionId)
    this.#weigh(entry.connection.clientId, -weightBefore(entry))
    this.#discount(channel, members, entry.connection)
    return { ...entry.connection, updatedAt: now, action }
  }

  /** A connection's entry, or `null` when it has none. */
  find(channel: string, connectionId: string): WireConnection | null {
    return this.#channels.get(channel)?.entries.get(connectionId)?.connection ?? null
  }

  /** Present connections, in the order in which they entered. */
  connections(channel: string): readonly WireConnection[] {
    const members = this.#channels.get(channel)
    return members === undefined ? [] : Array.from(members.entries.values(), (entry) => entry.connection)
  }

  /** Present connections after this one, by id; `null`: all. */
  *connectionsAfter(channel: string, connectionId: string | null): Generator<WireConnection, void, void> {
    const members = this.#channels.get(channel)
    if (members === undefined) return
    for (const id of members.ids.after(connectionId)) {
      const entry = members.entries.get(id)
      if (entry !== undefined) yield entry.connection
    }
  }

  /** Distinct clients. */
  occupancy(channel: string): number {
    return this.#channels.get(channel)?.clients.size ?? 0
  }

  /** How many connections of a client are present in a channel. */
  connectionsOfClient(channel: string, clientId: string): number {
    return this.#channels.get(channel)?.clients.get(clientId) ?? 0
  }

  /** Channels in which somebody is present. */
  channels(): readonly string[] {
    return [...this.#channels.keys()]
  }

  /** The same in order, after this one; `null`: all. */
  channelsAfter(channel: string | null): Generator<string, void, void> {
    return this.#names.after(channel)
  }

  channelsOfConnection(connectionId: string): readonly string[] {
    return [...(this.#byConnection.get(connectionId) ?? [])]
  }

  /** Channels of a client in order, after this one; `null`: all. */
  channelsOfClient(clientId: string, channel: string | null = null): Iterable<string> {
    return this.#byClient.get(clientId)?.names.after(channel) ?? []
  }

  #members(channel: string): ChannelMembers {
    const known = this.#channels.get(channel)
    if (known !== undefined) return known
    const members: ChannelMembers = { entries: new Map(), ids: new SortedNames(), clients: new Map() }
    this.#channels.set(channel, members)
    this.#names.add(channel)
    return members
  }

  #weigh(clientId: string, bytes: number): void {
    this.#bytes += bytes
    const places = this.#byClient.get(clientId)
    if (places !== undefined) places.bytes += bytes
  }

  #count(channel: string, members: ChannelMembers, { clientId, connectionId }: WireConnection): void {
    increase(members.clients, clientId)
    members.ids.add(connectionId)
    const channels = this.#byConnection.get(connectionId)
    if (channels === undefined) this.#byConnection.set(connectionId, new Set([channel]))
    else channels.add(channel)
    let places = this.#byClient.get(clientId)
    if (places === undefined) {
      places = { counts: new Map(), names: new SortedNames(), bytes: 0 }
      this.#byClient.set(clientId, places)
    }
    increase(places.counts, channel)
    places.names.add(channel)
  }

  #discount(channel: string, members: ChannelMembers, { clientId, connectionId }: WireConnection): void {
    decrease(members.clients, clientId)
    if (members.entries.size === 0) {
      this.#channels.delete(channel)
      this.#names.delete(channel)
    }
    const channels = this.#byConnection.get(connectionId)
    channels?.delete(channel)
    if (channels?.size === 0) this.#byConnection.delete(connectionId)
    const places = this.#byClient.get(clientId)
    if (places === undefined) return
    decrease(places.counts, channel)
    if (!places.counts.has(channel)) places.names.delete(channel)
    if (places.counts.size === 0) this.#byClient.delete(clientId)
  }
}

function weightBefore(entry: KeptConnection | undefined): number {
  return entry === undefined ? 0 : weightOf(entry.stateText.length)
}

function increase(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

function decrease(counts: Map<string, number>, key: string): void {
  const left = (counts.get(key) ?? 0) - 1
  if (left > 0) counts.set(key, left)
  else counts.delete(key)
}
