import type { OutgoingEntry } from './outgoing-entry.ts'

const mostInFlight = 1_000
const mostPerBatch = 100
const mostBatchBytes = 98_304

/**
 * The next messages that may leave, in order: whatever waits, up to 100 messages or 96 KiB. A message that the service
 * has closed a socket on before travels alone, and nothing beside it, so that it can't take others down with it.
 */
export function nextBatch(entries: readonly OutgoingEntry[]): readonly OutgoingEntry[] {
  const start = entries.findIndex((entry) => !entry.inFlight)
  const first = entries[start]
  if (first === undefined || start >= mostInFlight) return []
  const suspect = entries.some((entry) => entry.fatal > 0)
  if (suspect) return start === 0 ? [first] : []
  let bytes = first.bytes
  let end = start + 1
  while (end < entries.length && end - start < mostPerBatch) {
    bytes += entries[end]?.bytes ?? 0
    if (bytes > mostBatchBytes) break
    end += 1
  }
  return entries.slice(start, end)
}
