import type { Member } from '@herenow/adapter'
import type { WireConnection } from '@herenow/protocol'

/** Puts connections together to people: their state is the most recently updated connection's. */
export function membersOf(connections: readonly WireConnection[]): readonly Member[] {
  const byClient = new Map<string, WireConnection[]>()
  for (const connection of connections) {
    const own = byClient.get(connection.clientId)
    if (own === undefined) byClient.set(connection.clientId, [connection])
    else own.push(connection)
  }
  return Array.from(byClient.values(), memberOf)
}

function memberOf(connections: readonly WireConnection[]): Member {
  const oldestFirst = [...connections].sort((a, b) => a.enteredAt - b.enteredAt)
  const latest = connections.reduce((a, b) => (b.updatedAt > a.updatedAt ? b : a))
  return {
    clientId: latest.clientId,
    info: latest.info ?? null,
    state: latest.state,
    connections: oldestFirst.map(({ connectionId, state, enteredAt }) => ({ connectionId, state, enteredAt })),
    enteredAt: Math.min(...connections.map((connection) => connection.enteredAt)),
    updatedAt: latest.updatedAt,
  }
}
