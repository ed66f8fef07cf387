import type { RealtimeError } from '@herenow/adapter'
import type { OutboxLimits } from '../src/outbox/outbox-machine.ts'
import type { Outgoing } from '../src/outbox/outgoing.ts'
import type { Prepared } from '../src/outbox/prepare.ts'

/** Small, so that a few steps reach them. */
export const smallLimits: Required<OutboxLimits> = {
  maxQueuedMessages: 4,
  maxQueuedBytes: 14,
  publishTimeout: 60_000,
  whileConnected: { maxQueuedMessages: 9, maxQueuedBytes: 40 },
  batch: { mostInFlight: 5, mostPerBatch: 3, mostBatchBytes: 8 },
}

/** What a plain observer knows of a message under way. */
export interface Tracked {
  readonly prepared: Prepared
  readonly id: string
  /** In flight: no answer yet. */
  isOut: boolean
  hasLeft: boolean
  /** Must travel alone. */
  isSuspect: boolean
  /** An attempt ended with nobody knowing what became of it. */
  isUncertain: boolean
}

export function check(holds: boolean, broken: string): asserts holds {
  if (!holds) throw new Error(broken)
}

/** What counts against the bounds: the messages that have never left. */
export function load(open: readonly Tracked[]): { readonly messages: number; readonly bytes: number } {
  const counted = open.filter(({ hasLeft }) => !hasLeft)
  return { messages: counted.length, bytes: counted.reduce((sum, { prepared }) => sum + prepared.bytes, 0) }
}

export function hasRoom(open: readonly Tracked[], bytes: number, isConnected: boolean): boolean {
  const { maxQueuedMessages, maxQueuedBytes } = isConnected ? smallLimits.whileConnected : smallLimits
  const now = load(open)
  return now.messages < maxQueuedMessages && now.bytes + bytes <= maxQueuedBytes
}

/** What leaves, of everything under way in publish order. Returns the messages of the batch. */
export function checkDeparture(open: readonly Tracked[], batch: readonly Outgoing[]): readonly Tracked[] {
  const { mostInFlight, mostPerBatch, mostBatchBytes } = smallLimits.batch
  const out = open.filter(({ isOut }) => isOut)
  const next = open.filter(({ isOut }) => !isOut).slice(0, batch.length)
  const isNext = batch.every(({ message }, index) => message === next[index]?.prepared.message)
  check(isNext, 'what leaves is not what waits first')
  const [first] = next
  check(first !== undefined, 'an empty batch leaves')
  check(open.indexOf(first) >= out.length, 'a batch leaves while one behind it is in flight')
  check(out.length < mostInFlight && batch.length <= mostPerBatch, 'too much is in flight')
  const bytes = batch.reduce((sum, each) => sum + each.bytes, 0)
  check(batch.length === 1 || bytes <= mostBatchBytes, 'a batch is too large')
  const isAlone = batch.length === 1 && out.length === 0
  check(isAlone || ![...out, ...next].some(({ isSuspect }) => isSuspect), 'a suspect has company')
  return next
}

/** Whether the reason says of a message what is known of its attempts. */
export function checkReason({ isOut, hasLeft, isUncertain }: Tracked, { outcome }: RealtimeError): void {
  if (!hasLeft) check(outcome === undefined, 'a message that never left has an outcome')
  if (isOut || isUncertain) check(outcome === 'unknown', 'a failure hides that the message may be stored')
}
