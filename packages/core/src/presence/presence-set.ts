import type { Member, PresenceAction, PresenceConnection, PresenceDeparture } from '@herenow/adapter'
import { groupMember } from '@herenow/adapter'
import { sameJson } from '../json/same-json.ts'

/** A change of a person, made from a change of one of their connections. */
export interface MemberChange {
  readonly action: PresenceAction
  readonly member: Member
}

/** Everyone present: connections as the service tells them, people as they are shown. */
export class PresenceSet {
  readonly #connections = new Map<string, Map<string, PresenceConnection>>()
  readonly #members = new Map<string, Member>()

  /** How many people. */
  get size(): number {
    return this.#members.size
  }

  get(clientId: string): Member | undefined {
    return this.#members.get(clientId)
  }

  /** By time of entering. A new array each time. */
  list(): readonly Member[] {
    return [...this.#members.values()].sort((a, b) => a.enteredAt - b.enteredAt || (a.clientId < b.clientId ? -1 : 1))
  }

  /** One connection came, changed or went. `null` when that changes nothing. */
  apply(action: PresenceAction, connection: PresenceConnection): MemberChange | null {
    return action === 'leave' || action === 'timeout' ? this.remove(action, connection) : this.put(connection)
  }

  /**
   * Replaces everything; returns the exact difference. `settling`: the service may not know everyone yet, so nobody is
   * taken away.
   */
  replace(connections: readonly PresenceConnection[], settling: boolean): readonly MemberChange[] {
    const stay = new Set(connections.map(({ connectionId }) => connectionId))
    const known = settling ? [] : [...this.#connections.values()].flatMap((own) => [...own.values()])
    return [
      // Whoever has another connection in the list is put first: they have not left.
      ...connections.map((connection) => this.put(connection)),
      ...known.filter(({ connectionId }) => !stay.has(connectionId)).map((gone) => this.remove('leave', gone)),
    ].filter((change) => change !== null)
  }

  clear(): void {
    this.#connections.clear()
    this.#members.clear()
  }

  /** A connection is there, new or changed. `null`: nothing about it is new. */
  put(connection: PresenceConnection): MemberChange | null {
    const { clientId, connectionId } = connection
    const own = this.#connections.get(clientId) ?? new Map<string, PresenceConnection>()
    const known = own.get(connectionId)
    if (known !== undefined && sameEntry(known, connection)) return null
    own.set(connectionId, connection)
    this.#connections.set(clientId, own)
    return this.#regroup(clientId, own, this.#members.has(clientId) ? 'update' : 'enter')
  }

  /** A connection has gone. `null`: it wasn't there. */
  remove(action: PresenceAction, { clientId, connectionId }: PresenceDeparture): MemberChange | null {
    const own = this.#connections.get(clientId)
    if (!own?.delete(connectionId)) return null
    if (own.size > 0) return this.#regroup(clientId, own, 'update')
    const member = this.#members.get(clientId)
    this.#connections.delete(clientId)
    this.#members.delete(clientId)
    return member === undefined ? null : { action, member }
  }

  #regroup(
    clientId: string,
    own: ReadonlyMap<string, PresenceConnection>,
    action: PresenceAction,
  ): MemberChange | null {
    const member = groupMember(own.values())
    if (member === null) return null
    this.#members.set(clientId, member)
    return { action, member }
  }
}

/** The service stamps every change, so equal stamps mean an equal entry. */
function sameEntry(a: PresenceConnection, b: PresenceConnection): boolean {
  return a.updatedAt === b.updatedAt && a.enteredAt === b.enteredAt && sameJson(a.state, b.state)
}
