import type {
  Member,
  PresenceAction,
  PresenceEvent,
  PresenceIntervalEvent,
  PresenceSnapshotEvent,
  RealtimeError,
} from '@herenow/adapter'
import type { ChannelCore } from '../channel/channel-core.ts'
import { Listeners } from '../store/listeners.ts'
import type { AnyMemberEvent, ChannelPresence, MemberListener, Members } from './channel-presence.ts'
import { OwnPresence } from './own-presence.ts'
import type { MemberChange } from './presence-set.ts'
import { PresenceSet } from './presence-set.ts'

type Action = AnyMemberEvent['action']

export const noMembers: Members = { list: [], byClientId: new Map(), self: null, status: 'pending', error: null }

/** A channel's presence: the set of people, our own part, and who listens. */
export class PresenceFacade {
  readonly own: OwnPresence
  readonly public: ChannelPresence
  readonly #channel: ChannelCore
  readonly #set = new PresenceSet()
  readonly #listeners: Listeners<[AnyMemberEvent]>
  #status: Members['status'] = 'pending'
  #error: RealtimeError | null = null

  constructor(channel: ChannelCore) {
    this.#channel = channel
    this.#listeners = new Listeners<[AnyMemberEvent]>(channel.client.report)
    this.own = new OwnPresence(channel, (error) => this.setError(error))
    this.public = this.#createPublic()
  }

  /** One connection came, changed or went. */
  changed({ action, connection }: PresenceEvent): void {
    const change = this.#set.apply(action, connection)
    if (change !== null) this.#tell([change])
  }

  /** Many came, changed or went. */
  interval({ occupancy, joined, updated, left, timedOut }: PresenceIntervalEvent): void {
    const changes = [
      // Whoever comes with another connection is put first: they have not left.
      ...[...joined, ...updated].map((connection) => this.#set.put(connection)),
      ...left.map((gone) => this.#set.remove('leave', gone)),
      ...timedOut.map((gone) => this.#set.remove('timeout', gone)),
    ]
    const who = (action: PresenceAction): Member[] =>
      changes.flatMap((change) =>
        change?.action === action ? (this.#set.get(change.member.clientId) ?? change.member) : [],
      )
    this.#touch()
    this.#listeners.emit({
      action: 'interval',
      occupancy,
      joined: who('enter'),
      left: who('leave'),
      timedOut: who('timeout'),
    })
  }

  /** Everyone anew. */
  replaced({ connections, settling, refresh }: PresenceSnapshotEvent): void {
    const changes = this.#set.replace(connections, settling)
    // The first list tells who is here, not who has just come.
    const isFirst = this.#status === 'pending'
    this.#status = 'ready'
    this.#touch()
    if (refresh) this.#listeners.emit({ action: 'interval', refresh, occupancy: this.#set.size })
    else if (!isFirst) this.#tell(changes)
  }

  setError(error: RealtimeError | null): void {
    if (error === this.#error) return
    this.#error = error
    this.#touch()
  }

  /** Nobody is known any more; nobody is told that they left. `error`: why there is nobody to know. */
  clear(error: RealtimeError | null = null): void {
    this.#set.clear()
    this.#status = 'pending'
    this.#error = error
    this.#touch()
  }

  #tell(changes: readonly MemberChange[]): void {
    if (changes.length === 0) return
    this.#touch()
    for (const change of changes) this.#listeners.emit(change)
  }

  #touch(): void {
    this.#channel.client.pacer.mark(this.#publish)
  }

  readonly #publish = (): void => {
    const { client, slices } = this.#channel
    const list = this.#set.list()
    const byClientId = new Map(list.map((member) => [member.clientId, member]))
    const self = this.#set.get(client.clientId ?? '') ?? null
    const status = this.#error === null ? this.#status : 'error'
    slices.commit({ members: { list, byClientId, self, status, error: this.#error } })
  }

  #createPublic(): ChannelPresence {
    const { client, name, slices } = this.#channel
    const { own } = this
    return {
      members: slices.view('members'),
      enter: (state) => own.enter(state),
      update: (state) => own.update(state),
      leave: () => own.leave(),
      get: async () => {
        const session = await client.connected()
        const set = new PresenceSet()
        set.replace(await session.presence.get(name), false)
        return set.list()
      },
      subscribe: (first: Action | readonly Action[] | MemberListener, listener?: MemberListener) => {
        if (typeof first === 'function') return this.#listeners.add(first)
        return this.#listeners.add((event) => {
          // In a single name too: none is part of another.
          if (first.includes(event.action)) listener?.(event)
        })
      },
      lease: (state) => own.lease(state),
      setThrottle: (milliseconds) => own.setThrottle(milliseconds),
    }
  }
}
