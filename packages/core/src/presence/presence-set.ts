import type { Member, PresenceAction, PresenceConnection, PresenceDeparture } from '@herenow/adapter'
import { assertNever, groupMember } from '@herenow/adapter'
import { sameJson } from '../json/same-json.ts'

/** A change of a person, made from a change of one of their connections. */
export interface MemberChange {
  readonly action: PresenceAction
  readonly member: Member
}

interface Person {
  readonly connections: Map<string, PresenceConnection>
  readonly member: Member
}

/** Everyone present: connections as the service tells them, people as they are shown. */
export interface PresenceSet {
  /** How many people. */
  readonly size: number
  get(clientId: string): Member | undefined
  /** By time of entering. A new array each time. */
  list(): readonly Member[]
  /** One connection came, changed or went. `null` when that changes nothing. */
  apply(action: PresenceAction, connection: PresenceConnection): MemberChange | null
  /**
   * Replaces everything; returns the exact difference. `settling`: the service may not know everyone yet, so nobody is
   * taken away.
   */
  replace(connections: readonly PresenceConnection[], settling: boolean): readonly MemberChange[]
  clear(): void
  /** A connection is there, new or changed. `null`: nothing about it is new. */
  readonly put: (connection: PresenceConnection) => MemberChange | null
  /** A connection has gone. `null`: it wasn't there. */
  remove(action: PresenceAction, gone: PresenceDeparture): MemberChange | null
}

export function createPresenceSet(): PresenceSet {
  const people = new Map<string, Person>()

  /** Shows a person as their connections now make them; without any, `action` says how they went. */
  function regroup(
    action: PresenceAction,
    clientId: string,
    connections: Map<string, PresenceConnection>,
  ): MemberChange | null {
    const before = people.get(clientId)
    const member = groupMember(connections.values())
    if (member) {
      people.set(clientId, { connections, member })
      return { action: before ? 'update' : 'enter', member }
    }
    people.delete(clientId)
    return before ? { action, member: before.member } : null
  }

  function put(connection: PresenceConnection): MemberChange | null {
    const { clientId, connectionId } = connection
    const connections = people.get(clientId)?.connections ?? new Map<string, PresenceConnection>()
    const known = connections.get(connectionId)
    if (known && sameEntry(known, connection)) return null
    return regroup('enter', clientId, connections.set(connectionId, connection))
  }

  function remove(action: PresenceAction, { clientId, connectionId }: PresenceDeparture): MemberChange | null {
    const connections = people.get(clientId)?.connections
    return connections?.delete(connectionId) ? regroup(action, clientId, connections) : null
  }

  return {
    get size() {
      return people.size
    },
    get: (clientId) => people.get(clientId)?.member,
    list: () =>
      Array.from(people.values(), ({ member }) => member).sort(
        (a, b) => a.enteredAt - b.enteredAt || (a.clientId < b.clientId ? -1 : 1),
      ),
    apply(action, connection) {
      switch (action) {
        case 'enter':
        case 'update':
          return put(connection)
        case 'leave':
        case 'timeout':
          return remove(action, connection)
        default:
          return assertNever(action)
      }
    },
    replace(connections, settling) {
      const stay = new Set(connections.map(({ connectionId }) => connectionId))
      const known = settling ? [] : [...people.values()].flatMap((person) => [...person.connections.values()])
      return [
        // Whoever has another connection in the list is put first: they have not left.
        ...connections.map(put),
        ...known.filter(({ connectionId }) => !stay.has(connectionId)).map((gone) => remove('leave', gone)),
      ].filter((change) => change !== null)
    },
    clear: () => people.clear(),
    put,
    remove,
  }
}

/** The service stamps every change, so equal stamps mean an equal entry. */
function sameEntry(a: PresenceConnection, b: PresenceConnection): boolean {
  return a.updatedAt === b.updatedAt && a.enteredAt === b.enteredAt && sameJson(a.state, b.state)
}
