import type {
  Member,
  PresenceAction,
  PresenceEvent,
  PresenceIntervalEvent,
  PresenceSnapshotEvent,
  RealtimeError,
} from '@herenow/adapter'
import type { ChannelCore } from '../channel/channel-core.ts'
import { holdingStore } from '../channel/holding-store.ts'
import { createListeners } from '../store/listeners.ts'
import type { AnyMemberEvent, ChannelPresence, MemberListener, Members } from './channel-presence.ts'
import type { OwnPresence } from './own-presence.ts'
import { createOwnPresence } from './own-presence.ts'
import type { MemberChange } from './presence-set.ts'
import { createPresenceSet } from './presence-set.ts'

type Action = AnyMemberEvent['action']

export const noMembers: Members = { list: [], byClientId: new Map(), self: null, status: 'pending', error: null }

/** A channel's presence: the set of people, our own part, and who listens. */
export interface PresenceFacade {
  readonly own: OwnPresence
  readonly public: ChannelPresence
  /** One connection came, changed or went. */
  changed(event: PresenceEvent): void
  /** Many came, changed or went. */
  interval(event: PresenceIntervalEvent): void
  /** Everyone anew. */
  replaced(event: PresenceSnapshotEvent): void
  /** Nobody is known any more; nobody is told that they left. `reason`: why there is nobody to know. */
  clear(reason?: RealtimeError | null): void
}

export function createPresenceFacade(channel: ChannelCore): PresenceFacade {
  const { client, name, slices } = channel
  const set = createPresenceSet()
  const listeners = createListeners<[AnyMemberEvent]>(client.report)
  let hasList = false
  let error: RealtimeError | null = null
  const own = createOwnPresence(channel, (reason) => {
    if (reason === error) return
    error = reason
    touch()
  })

  function tell(changes: readonly MemberChange[]): void {
    if (changes.length === 0) return
    touch()
    changes.forEach((change) => listeners.emit(change))
  }

  function touch(): void {
    client.pacer.mark(publish)
  }

  function publish(): void {
    const list = set.list()
    const byClientId = new Map(list.map((member) => [member.clientId, member]))
    const self = set.get(client.clientId ?? '') ?? null
    const status = error ? 'error' : hasList ? 'ready' : 'pending'
    slices.commit({ members: { list, byClientId, self, status, error } })
  }

  function only(actions: Action | readonly Action[], listener: MemberListener | undefined): MemberListener {
    return (event) => {
      // In a single name too: none is part of another.
      if (actions.includes(event.action)) listener?.(event)
    }
  }

  return {
    own,
    public: {
      members: holdingStore(channel, slices.view('members')),
      enter: own.enter,
      update: own.update,
      leave: own.leave,
      get: async () => {
        const session = await client.connected()
        const present = createPresenceSet()
        present.replace(await session.presence.get(name), false)
        return present.list()
      },
      subscribe: (first: Action | readonly Action[] | MemberListener, listener?: MemberListener) =>
        channel.listen(() => listeners.add(typeof first === 'function' ? first : only(first, listener))),
      lease: own.lease,
      setThrottle: own.setThrottle,
    },
    changed({ action, connection }) {
      const change = set.apply(action, connection)
      if (change) tell([change])
    },
    interval({ occupancy, joined, updated, left, timedOut }) {
      const changes = [
        // Whoever comes with another connection is put first: they have not left.
        ...[...joined, ...updated].map(set.put),
        ...left.map((gone) => set.remove('leave', gone)),
        ...timedOut.map((gone) => set.remove('timeout', gone)),
      ]
      const who = (action: PresenceAction): Member[] =>
        changes.flatMap((change) =>
          change?.action === action ? (set.get(change.member.clientId) ?? change.member) : [],
        )
      touch()
      listeners.emit({
        action: 'interval',
        occupancy,
        joined: who('enter'),
        left: who('leave'),
        timedOut: who('timeout'),
      })
    },
    replaced({ connections, settling, refresh }) {
      const changes = set.replace(connections, settling)
      // The first list tells who is here, not who has just come.
      const isFirst = !hasList
      hasList = true
      touch()
      if (refresh) listeners.emit({ action: 'interval', refresh, occupancy: set.size })
      else if (!isFirst) tell(changes)
    },
    clear(reason = null) {
      set.clear()
      hasList = false
      error = reason
      touch()
    },
  }
}
