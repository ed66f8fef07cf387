import type { Member, PresenceConnection } from './presence.ts'

/** People out of connections, in the order in which each client id first comes. */
export function groupMembers(connections: Iterable<PresenceConnection>): readonly Member[] {
  const byClient = new Map<string, PresenceConnection[]>()
  for (const connection of connections) {
    const own = byClient.get(connection.clientId)
    if (own) own.push(connection)
    else byClient.set(connection.clientId, [connection])
  }
  return Array.from(byClient.values()).flatMap((own) => groupMember(own) ?? [])
}

/** A person out of their connections: the state is that of the most recently updated one. `null`: there are none. */
export function groupMember(connections: Iterable<PresenceConnection>): Member | null {
  const sorted = [...connections].sort((a, b) => a.enteredAt - b.enteredAt)
  const [first] = sorted
  if (!first) return null
  const { info, state, updatedAt } = sorted.reduce((best, other) => (other.updatedAt >= best.updatedAt ? other : best))
  return {
    clientId: first.clientId,
    info,
    state,
    connections: sorted.map(({ connectionId, state, enteredAt }) => ({ connectionId, state, enteredAt })),
    enteredAt: first.enteredAt,
    updatedAt,
  }
}
