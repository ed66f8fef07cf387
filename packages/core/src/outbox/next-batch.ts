import type { OutgoingEntry } from './outgoing-entry.ts'

const mostInFlight = 1_000
const mostPerBatch = 100
const mostBatchBytes = 98_304

/**
 * The next messages that may leave, in order: whatever waits, up to 100 messages or 96 KiB. A message that the service
 * has closed a socket on, or refused together with others, travels alone, and nothing beside it, so that it can't take
 * others down with it.
 */
export function nextBatch(entries: Iterable<OutgoingEntry>): readonly OutgoingEntry[] {
  const batch: OutgoingEntry[] = []
  let inFlight = 0
  let bytes = 0
  let suspect = false
  for (const entry of entries) {
    suspect ||= entry.fatal > 0 || entry.alone
    const fits = batch.length === 0 || (batch.length < mostPerBatch && bytes + entry.bytes <= mostBatchBytes)
    if (entry.inFlight) inFlight += 1
    else if (fits) {
      batch.push(entry)
      bytes += entry.bytes
    } else break
    if (inFlight >= mostInFlight) return []
  }
  if (!suspect) return batch
  return inFlight === 0 ? batch.slice(0, 1) : []
}
