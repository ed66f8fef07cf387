import type { Member, PresenceConnection } from '@herenow/adapter'

/** A person out of their connections: the state is that of the most recently updated one. `null`: there are none. */
export function groupMember(connections: Iterable<PresenceConnection>): Member | null {
  const sorted = [...connections].sort((a, b) => a.enteredAt - b.enteredAt)
  const [first] = sorted
  if (first === undefined) return null
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
