import type {
  Member,
  PresenceAction,
  PresenceEvent,
  PresenceIntervalEvent,
  PresenceSnapshotEvent,
  RealtimeError,
} from '@herenow/adapter'
import type { ClientServices } from '../client/client-services.ts'
import type { Listeners } from '../store/listeners.ts'
import { createListeners } from '../store/listeners.ts'
import type { AnyMemberEvent, Members } from './channel-presence.ts'
import type { MemberChange } from './presence-set.ts'
import { failure } from '../client/errors.ts'
import { createPresenceSet } from './presence-set.ts'

export const noMembers: Members = { list: [], byClientId: new Map(), self: null, status: 'pending', error: null }

/** Who is in a channel: follows the service, and tells those who listen. */
export interface ChannelMembers {
  readonly listeners: Listeners<[AnyMemberEvent]>
  /** One connection came, changed or went. */
  changed(event: PresenceEvent): void
  /** Many came, changed or went. */
  interval(event: PresenceIntervalEvent): void
  /** Everyone anew. */
  replaced(event: PresenceSnapshotEvent): void
  /** We may not see who is here. */
  readonly hidden: (reason: RealtimeError) => void
  /** The service knows of nobody who is here. */
  readonly absent: () => void
  /** Why our own presence was refused; `null`: it was granted, or is no longer wanted. */
  readonly setError: (error: RealtimeError | null) => void
  /** Nobody is known any more; nobody is told that they left. `reason`: why there is nobody to know. */
  readonly clear: (reason?: RealtimeError | null) => void
}

export interface ChannelMembersNeeds {
  readonly client: Pick<ClientServices, 'clientId' | 'pacer' | 'report'>
  /** Publishes a snapshot. */
  readonly commit: (members: Members) => void
}

export function createChannelMembers({ client, commit }: ChannelMembersNeeds): ChannelMembers {
  const set = createPresenceSet()
  const listeners = createListeners<[AnyMemberEvent]>(client.report)
  let hasList = false
  /** Why there is nobody to know, why we are not in ourselves, and why we may not see who is. */
  let clearedBecause: RealtimeError | null = null
  let refusedBecause: RealtimeError | null = null
  let hiddenBecause: RealtimeError | null = null

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
    const error = clearedBecause ?? refusedBecause ?? hiddenBecause
    const status = error ? 'error' : hasList ? 'ready' : 'pending'
    commit({ list, byClientId, self, status, error })
  }

  function hidden(reason: RealtimeError): void {
    set.clear()
    hasList = false
    hiddenBecause = reason
    touch()
  }

  return {
    listeners,
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
      hiddenBecause = null
      touch()
      if (refresh) listeners.emit({ action: 'interval', refresh, occupancy: set.size })
      else if (!isFirst) tell(changes)
    },
    hidden,
    absent() {
      // With each attach anew, and worth telling once.
      if (hiddenBecause?.code !== 'unsupported') hidden(failure('unsupported', 'There is no presence here.'))
    },
    setError(reason) {
      if (reason === refusedBecause) return
      refusedBecause = reason
      touch()
    },
    clear(reason = null) {
      set.clear()
      hasList = false
      clearedBecause = reason
      refusedBecause = null
      hiddenBecause = null
      touch()
    },
  }
}
