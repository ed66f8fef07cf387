import type { Member, PresenceAction, PresenceConnection } from '@herenow/adapter'
import { groupMember } from './group-member.ts'

/** A change of a person, made from a change of one of their connections. */
export interface MemberChange {
  readonly action: PresenceAction
  readonly member: Member
}

/** Everyone present: connections as the service tells them, people as they are shown. */
export class PresenceSet {
  readonly #connections = new Map<string, Map<string, PresenceConnection>>()
  readonly #members = new Map<string, Member>()

  get(clientId: string): Member | undefined {
    return this.#members.get(clientId)
  }

  /** By time of entering. A new array each time. */
  list(): readonly Member[] {
    return [...this.#members.values()].sort((a, b) => a.enteredAt - b.enteredAt || (a.clientId < b.clientId ? -1 : 1))
  }

  /** One connection came, changed or went. `null` when that changes nothing. */
  apply(action: PresenceAction, connection: PresenceConnection): MemberChange | null {
    return action === 'leave' || action === 'timeout' ? this.#remove(action, connection) : this.#put(connection)
  }

  /**
   * Replaces everything; returns the exact difference. `settling`: the service may not know everyone yet, so nobody is
   * taken away.
   */
  replace(connections: readonly PresenceConnection[], settling: boolean): readonly MemberChange[] {
    const changes: (MemberChange | null)[] = []
    if (!settling) {
      const stay = new Set(connections.map((connection) => connection.connectionId))
      const gone = [...this.#connections.values()].flatMap((own) =>
        [...own.values()].filter((connection) => !stay.has(connection.connectionId)),
      )
      // Whoever has another connection in the list is put first: they have not left.
      for (const connection of connections) changes.push(this.#put(connection))
      for (const connection of gone) changes.push(this.#remove('leave', connection))
    } else {
      for (const connection of connections) changes.push(this.#put(connection))
    }
    return changes.filter((change) => change !== null)
  }

  clear(): void {
    this.#connections.clear()
    this.#members.clear()
  }

  #put(connection: PresenceConnection): MemberChange | null {
    const { clientId, connectionId } = connection
    const own = this.#connections.get(clientId) ?? new Map<string, PresenceConnection>()
    const known = own.get(connectionId)
    if (known !== undefined && sameEntry(known, connection)) return null
    own.set(connectionId, connection)
    this.#connections.set(clientId, own)
    const action = this.#members.has(clientId) ? 'update' : 'enter'
    const member = groupMember([...own.values()])
    this.#members.set(clientId, member)
    return { action, member }
  }

  #remove(action: PresenceAction, { clientId, connectionId }: PresenceConnection): MemberChange | null {
    const own = this.#connections.get(clientId)
    const before = this.#members.get(clientId)
    if (own === undefined || before === undefined || !own.delete(connectionId)) return null
    if (own.size > 0) {
      const member = groupMember([...own.values()])
      this.#members.set(clientId, member)
      return { action: 'update', member }
    }
    this.#connections.delete(clientId)
    this.#members.delete(clientId)
    return { action, member: before }
  }
}

/** The service stamps every change, so equal stamps mean an equal entry. */
function sameEntry(a: PresenceConnection, b: PresenceConnection): boolean {
  return (
    a.updatedAt === b.updatedAt && a.enteredAt === b.enteredAt && JSON.stringify(a.state) === JSON.stringify(b.state)
  )
}
