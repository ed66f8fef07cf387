import { Buffer } from 'node:buffer'
import type { OutboxEntry, OutboxQuery, OutboxTally } from './outbox.ts'

/** Bytes of an event's text. */
export function bytesOf({ text }: { readonly text: string }): number {
  return Buffer.byteLength(text)
}

/** The tally of some events. */
export function tallyOf(entries: readonly { readonly text: string }[]): OutboxTally {
  return { events: entries.length, bytes: entries.reduce((sum, entry) => sum + bytesOf(entry), 0) }
}

/** As many of the first entries as a question may be answered with. */
export function* within<E extends OutboxEntry>(entries: Iterable<E>, { events, bytes }: OutboxQuery): Generator<E> {
  let [count, size] = [0, 0]
  for (const entry of entries) {
    count += 1
    size += bytesOf(entry)
    if (count > 1 && (count > events || size > bytes)) return
    yield entry
  }
}
