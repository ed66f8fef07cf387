/** Proofs that are kept for each client, and clients whose proofs are kept. */
const mostProofs = 1_000
const mostClients = 100

/** What the server gave us to show from where on we were attached, by channel. Outlives sessions. */
export interface AttachProofs {
  get(channel: string): string | undefined
  set(channel: string, proof: string): void
}

/** `clientId` is asked each time: where a token tells who a client is, that isn't known before the first welcome. */
export type ProofKeeper = (clientId: () => string | null) => AttachProofs

/** Keeps the proofs of each client of an adapter apart: they are good for that client only. */
export function createProofKeeper(): ProofKeeper {
  const byClient = new Map<string | null, Map<string, string>>()
  return (clientId) => ({
    get: (channel) => byClient.get(clientId())?.get(channel),
    set(channel, proof) {
      const id = clientId()
      const proofs = byClient.get(id) ?? new Map<string, string>()
      keep(proofs, channel, proof, mostProofs)
      keep(byClient, id, proofs, mostClients)
    },
  })
}

/** The newest stand last; the oldest go first. */
function keep<Key, Value>(entries: Map<Key, Value>, key: Key, value: Value, most: number): void {
  entries.delete(key)
  entries.set(key, value)
  for (const oldest of entries.keys()) {
    if (entries.size <= most) return
    entries.delete(oldest)
  }
}
