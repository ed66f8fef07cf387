import type { Member, PresenceConnection } from '@herenow/adapter'

/** Groups connections by person. A person's state is that of the most recently updated connection. */
export function people(connections: readonly PresenceConnection[], withState: boolean): readonly Member[] {
  const byClient = new Map<string, PresenceConnection[]>()
  for (const connection of connections) {
    byClient.set(connection.clientId, [...(byClient.get(connection.clientId) ?? []), connection])
  }
  return [...byClient.values()].map((own) => {
    const oldestFirst = own.sort((a, b) => a.enteredAt - b.enteredAt)
    const latest = own.reduce((a, b) => (b.updatedAt >= a.updatedAt ? b : a))
    return {
      clientId: latest.clientId,
      info: latest.info,
      state: withState ? latest.state : null,
      connections: oldestFirst.map(({ connectionId, state, enteredAt }) => ({
        connectionId,
        state: withState ? state : null,
        enteredAt,
      })),
      enteredAt: Math.min(...own.map((connection) => connection.enteredAt)),
      updatedAt: latest.updatedAt,
    }
  })
}
