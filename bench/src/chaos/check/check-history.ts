import { publisherOf } from '../message-key.ts'
import type { PublishedMessage, StoredMessage } from '../record.ts'
import type { Violation } from './violation.ts'

/** Holds what the server keeps of a channel against what its publishers were told: promises 1, 2 and 3. */
export function checkHistory(
  channel: string,
  stored: readonly StoredMessage[],
  published: readonly PublishedMessage[],
): readonly Violation[] {
  const violations: Violation[] = []
  const found = (promise: number, what: Violation['what'], details: string): void =>
    void violations.push({ promise, what, who: 'server', channel, details })

  const byKey = new Map(published.map((message) => [message.key, message]))
  const offsets = new Map<number, number>()
  const newest = new Map<number, number>()
  let before = 0
  for (const { key, offset } of stored) {
    if (offset <= before) found(3, 'out of order', `offset ${offset} stands after ${before}`)
    before = offset
    const first = offsets.get(key)
    if (first !== undefined) {
      found(2, 'doubled', `message ${key} stands at ${first} and at ${offset}`)
      continue
    }
    offsets.set(key, offset)
    const publisher = publisherOf(key)
    const previous = newest.get(publisher) ?? 0
    if (key < previous) found(3, 'out of order', `message ${key} at ${offset} stands after ${previous}`)
    newest.set(publisher, key)
    const told = byKey.get(key)
    if (told === undefined) found(1, 'made up', `message ${key} at ${offset} was never published`)
    if (told?.outcome === 'failed') found(1, 'made up', `message ${key} at ${offset} was refused`)
  }
  for (const { key, outcome, offset } of published) {
    if (outcome !== 'confirmed') continue
    const at = offsets.get(key)
    if (at === undefined) found(1, 'lost', `message ${key} was confirmed at ${offset} and is not in history`)
    else if (at !== offset) found(1, 'wrong position', `message ${key} was confirmed at ${offset} and stands at ${at}`)
  }
  return violations
}
