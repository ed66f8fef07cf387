import type { UserInfo } from '@herenow/adapter'
import type { EngineOutcome } from '../engine/engine.ts'
import { readMessage } from '../engine/received-message.ts'
import type { PresenceChange } from '../presence/presence-change.ts'
import type { ConnectionRecord, Departure } from '../socket/connection-registry.ts'
import type { EventStats } from './event-stats.ts'
import type { EventHead, ListenersNeeds } from './listeners.ts'
import { Listeners } from './listeners.ts'
import { mostVacant, OccupiedChannels } from './occupied-channels.ts'
import type { ServerEvent, ServerEventType, UnsubscribeReason } from './server-event.ts'
import { whyDisconnected } from './why-disconnected.ts'

interface EventsNeeds extends ListenersNeeds {
  readonly isOccupied: (channel: string) => boolean
  /** Channels that somebody is in now. */
  readonly occupied: () => Iterable<string>
  /** Milliseconds that nobody must be in a channel until it is empty. */
  readonly emptyAfter: (channel: string) => number
  /** How many connections of a client are present in a channel. */
  readonly present: (channel: string, clientId: string) => number
}

/** Whose attachment it is. */
interface Attached {
  readonly connectionId: string
  readonly clientId: string
}

/** Makes events of what parts of the server say that has happened. Nothing is made of what nobody listens to. */
export class Events {
  readonly listeners: Listeners
  readonly #needs: EventsNeeds
  readonly #channels: OccupiedChannels
  #isStopping = false

  constructor(needs: EventsNeeds) {
    this.#needs = needs
    const { clock, isOccupied, occupied, emptyAfter } = needs
    this.#channels = new OccupiedChannels({
      clock,
      isOccupied,
      occupied,
      emptyAfter,
      tell: (channel, state) =>
        this.#tell('channel', channel, (head) => ({ ...head, type: 'channel', channel, state })),
      gaveUp: () => this.listeners.dropped('channel', `more than ${mostVacant} channels waited to be empty`),
    })
    this.listeners = new Listeners(needs, (types) => {
      this.#channels.watch(types.has('channel') && !this.#isStopping)
    })
  }

  /** What became of events, for whoever looks after the server. */
  stats(): Readonly<Record<ServerEventType, EventStats>> {
    return this.listeners.stats()
  }

  /** The server stops: that every attachment ends with its connection is no news. */
  stop(): void {
    this.#isStopping = true
    this.#channels.watch(false)
  }

  /** The server has stopped: resolves when listeners have been told of the rest, or after 5 s. */
  async close(): Promise<void> {
    await this.listeners.close()
  }

  connected(record: ConnectionRecord, info: UserInfo | null, address: string): void {
    if (!this.listeners.wants('connect')) return
    const { connectionId, clientId } = record
    const shown = new Written(info)
    const make = (head: EventHead): ServerEvent => {
      return { ...head, type: 'connect', clientId, connectionId, info: shown.read(), address }
    }
    this.#tell('connect', ofConnection(connectionId), make, shown.size)
  }

  /** The connection is over for good. */
  disconnected(record: ConnectionRecord, how: Departure | 'stopped'): void {
    const { connectionId, clientId, startedAt, last } = record
    if (last === null || !this.listeners.wants('disconnect')) return
    const { ending, info, endedAt } = last
    const shown = new Written(info)
    const said = { clientId, connectionId, duration: Math.round(endedAt - startedAt) }
    const make = (head: EventHead): ServerEvent => {
      return { ...head, type: 'disconnect', ...said, info: shown.read(), ...whyDisconnected(ending, how) }
    }
    this.#tell('disconnect', ofConnection(connectionId), make, shown.size)
  }

  subscribed(channel: string, { clientId, connectionId }: Attached): void {
    this.#channels.came(channel)
    if (!this.listeners.wants('subscribe')) return
    this.#tell('subscribe', channel, (head) => ({ ...head, type: 'subscribe', channel, clientId, connectionId }))
  }

  /** `wasTold`: it had been attached, and wasn't only about to be. */
  unsubscribed(
    channel: string,
    { clientId, connectionId }: Attached,
    reason: UnsubscribeReason,
    wasTold: boolean,
  ): void {
    if (wasTold && !this.#isStopping && this.listeners.wants('unsubscribe')) {
      this.#tell('unsubscribe', channel, (head) => {
        return { ...head, type: 'unsubscribe', channel, clientId, connectionId, reason }
      })
    }
    this.#channels.went(channel)
  }

  presenceChanged(channel: string, change: PresenceChange): void {
    const { action, clientId, connectionId, info = null } = change
    const isHere = action === 'enter' || action === 'update'
    if (isHere) this.#channels.came(channel)
    if (this.listeners.wants('presence')) {
      const connections = this.#needs.present(channel, clientId)
      const [state, shown] = [new Written(change.state), new Written(info)]
      const make = (head: EventHead): ServerEvent => {
        const said = { state: state.read(), info: shown.read(), connections }
        return { ...head, type: 'presence', channel, action, clientId, connectionId, ...said }
      }
      this.#tell('presence', channel, make, state.size + shown.size)
    }
    if (!isHere) this.#channels.went(channel)
  }

  published(channel: string, outcomes: readonly EngineOutcome[]): void {
    if (!this.listeners.wants('publish')) return
    for (const outcome of outcomes) {
      if (outcome.kind !== 'accepted') continue
      const { text, position } = outcome
      this.#tell(
        'publish',
        channel,
        (head) => ({ ...head, type: 'publish', channel, message: readMessage(channel, text, position) }),
        text.length,
      )
    }
  }

  #tell(type: ServerEventType, key: string, make: (head: EventHead) => ServerEvent, size = 0): void {
    this.listeners.tell(type, key, size, make)
  }
}

/** JSON as text: it takes as much memory as is counted, and whoever reads it has an object of their own. */
class Written<T> {
  readonly #text: string

  constructor(value: T) {
    this.#text = JSON.stringify(value)
  }

  /** Characters. */
  get size(): number {
    return this.#text.length
  }

  read(): T {
    return JSON.parse(this.#text) as T
  }
}

/** No channel name has a space. */
function ofConnection(connectionId: string): string {
  return ` ${connectionId}`
}
