import type {
  AdapterEvent,
  PresenceAction,
  PresenceEvent,
  PresenceSnapshotEvent,
  RealtimeError,
} from '@herenow/adapter'
import type { ChannelContext } from '../channel/channel-context.ts'
import { Listeners } from '../store/listeners.ts'
import type { Release, Store } from '../store/store.ts'
import type { ChannelPresence, MemberEvent, MemberListener, Members } from './channel-presence.ts'
import { groupMembers } from './group-member.ts'
import { OwnPresence } from './own-presence.ts'
import type { MemberChange } from './presence-set.ts'
import { PresenceSet } from './presence-set.ts'

export const noMembers: Members = { list: [], byClientId: new Map(), self: null, status: 'pending', error: null }

export interface PresenceFacadeOptions {
  readonly context: ChannelContext
  readonly members: Store<Members>
  readonly leaseChannel: () => Release
  /** There is a new snapshot to tell. */
  readonly onChange: () => void
}

/** A channel's presence: the set of people, our own part, and who listens. */
export class PresenceFacade {
  readonly own: OwnPresence
  readonly public: ChannelPresence
  readonly #options: PresenceFacadeOptions
  readonly #set = new PresenceSet()
  readonly #listeners: Listeners<[MemberEvent]>
  #status: Members['status'] = 'pending'
  #error: RealtimeError | null = null
  #dirty = false
  #snapshot: Members = noMembers

  constructor(options: PresenceFacadeOptions) {
    this.#options = options
    this.#listeners = new Listeners<[MemberEvent]>(options.context.report)
    this.own = new OwnPresence({
      context: options.context,
      leaseChannel: options.leaseChannel,
      onError: (error) => this.setError(error),
    })
    this.public = this.#createPublic()
  }

  receive(event: PresenceEvent | PresenceSnapshotEvent): void {
    if (event.type === 'presence') {
      const change = this.#set.apply(event.action, event.connection)
      if (change !== null) this.#tell([change])
      return
    }
    const changes = this.#set.replace(event.connections, event.settling)
    // The first list tells who is here, not who has just come.
    const isFirst = this.#status === 'pending'
    this.#status = 'ready'
    this.#touch()
    if (!isFirst) this.#tell(changes)
  }

  setError(error: RealtimeError | null): void {
    if (error === this.#error) return
    this.#error = error
    this.#touch()
  }

  /** Nobody is known any more; nobody is told that they left. */
  clear(): void {
    this.#set.clear()
    this.#status = 'pending'
    this.#error = null
    this.#touch()
  }

  /** Builds the snapshot to tell, once per notification. */
  snapshot(): Members {
    if (!this.#dirty) return this.#snapshot
    this.#dirty = false
    const list = this.#set.list()
    const clientId = this.#options.context.clientId()
    const self = clientId === null ? null : (this.#set.get(clientId) ?? null)
    const byClientId = new Map(list.map((member) => [member.clientId, member]))
    const status = this.#error === null ? this.#status : 'error'
    this.#snapshot = { list, byClientId, self, status, error: this.#error }
    return this.#snapshot
  }

  #tell(changes: readonly MemberChange[]): void {
    if (changes.length === 0) return
    this.#touch()
    for (const change of changes) this.#listeners.emit(change)
  }

  #touch(): void {
    this.#dirty = true
    this.#options.onChange()
  }

  #createPublic(): ChannelPresence {
    const { context, members } = this.#options
    return {
      members,
      enter: (state) => this.own.enter(state),
      update: (state) => this.own.update(state),
      leave: () => this.own.leave(),
      get: async () => {
        const session = await context.connected()
        return groupMembers(await session.presence.get(context.name))
      },
      subscribe: (first: PresenceAction | readonly PresenceAction[] | MemberListener, listener?: MemberListener) => {
        if (typeof first === 'function') return this.#listeners.add(first)
        const actions: readonly PresenceAction[] = typeof first === 'string' ? [first] : first
        return this.#listeners.add((event) => {
          if (actions.includes(event.action)) listener?.(event)
        })
      },
      lease: (state) => this.own.lease(state),
      setThrottle: (milliseconds) => this.own.setThrottle(milliseconds),
    }
  }
}

/** Whether an event belongs to presence. */
export function isPresence(event: AdapterEvent): event is PresenceEvent | PresenceSnapshotEvent {
  return event.type === 'presence' || event.type === 'presence-snapshot'
}
