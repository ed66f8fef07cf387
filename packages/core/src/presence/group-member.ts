import type { Member, PresenceConnection } from '@herenow/adapter'

/** A person out of their connections (at least one): the state is that of the most recently updated one. */
export function groupMember(connections: readonly PresenceConnection[]): Member {
  const [first, ...rest] = [...connections].sort((a, b) => a.enteredAt - b.enteredAt)
  if (first === undefined) throw new TypeError('A member has at least one connection.')
  const latest = rest.reduce((best, other) => (other.updatedAt >= best.updatedAt ? other : best), first)
  return {
    clientId: first.clientId,
    info: latest.info,
    state: latest.state,
    connections: [first, ...rest].map(({ connectionId, state, enteredAt }) => ({ connectionId, state, enteredAt })),
    enteredAt: first.enteredAt,
    updatedAt: latest.updatedAt,
  }
}

/** Everyone in a flat list of connections, in the order in which they first appear. */
export function groupMembers(connections: readonly PresenceConnection[]): readonly Member[] {
  const byClientId = new Map<string, PresenceConnection[]>()
  for (const connection of connections) {
    const own = byClientId.get(connection.clientId)
    if (own === undefined) byClientId.set(connection.clientId, [connection])
    else own.push(connection)
  }
  return [...byClientId.values()].map(groupMember)
}
