/** Channels whose proof is kept. */
const mostKept = 1_000

/** What the server gave us to show from where on we were attached, by channel. Outlives sessions. */
export interface AttachProofs {
  get(channel: string): string | undefined
  set(channel: string, proof: string): void
}

/** The proofs of one client; the oldest go first. */
function createAttachProofs(): AttachProofs {
  const proofs = new Map<string, string>()
  return {
    get: (channel) => proofs.get(channel),
    set(channel, proof) {
      proofs.delete(channel)
      proofs.set(channel, proof)
      for (const oldest of proofs.keys()) {
        if (proofs.size <= mostKept) return
        proofs.delete(oldest)
      }
    },
  }
}

/** Keeps the proofs of each client of an adapter apart: they are good for that client only. */
export function createProofKeeper(): (clientId: string | null) => AttachProofs {
  const byClient = new Map<string | null, AttachProofs>()
  return (clientId) => {
    const known = byClient.get(clientId)
    if (known) return known
    const proofs = createAttachProofs()
    byClient.set(clientId, proofs)
    return proofs
  }
}
