import type { Outgoing } from './outgoing.ts'

/** How much may leave at once. */
export interface BatchLimits {
  readonly mostInFlight: number
  readonly mostPerBatch: number
  readonly mostBatchBytes: number
}

/** In messages, messages and bytes. */
export const defaultBatchLimits: BatchLimits = { mostInFlight: 1_000, mostPerBatch: 100, mostBatchBytes: 98_304 }

/**
 * The next messages that may leave, in order: whatever waits, up to 100 messages or 96 KiB. A message that the service
 * has refused together with others travels alone, and nothing beside it, so that it can't take others down with it. `inFlight`: how many of `messages` are.
 */
export function nextBatch(
  messages: Iterable<Outgoing>,
  inFlight: number,
  { mostInFlight, mostPerBatch, mostBatchBytes }: BatchLimits,
): readonly Outgoing[] {
  if (inFlight >= mostInFlight) return []
  const batch: Outgoing[] = []
  let bytes = 0
  let isSuspect = false
  for (const outgoing of messages) {
    isSuspect ||= outgoing.alone
    if (outgoing.inFlight) continue
    const fits = batch.length === 0 || (batch.length < mostPerBatch && bytes + outgoing.bytes <= mostBatchBytes)
    if (!fits) break
    batch.push(outgoing)
    bytes += outgoing.bytes
  }
  if (!isSuspect) return batch
  return inFlight === 0 ? batch.slice(0, 1) : []
}
