import type { RealtimeError } from '@herenow/adapter'
import { failure } from '../client/errors.ts'
import type { Outgoing } from './outgoing.ts'

/** What may wait. */
export interface QueueLimits {
  readonly maxQueuedMessages: number
  readonly maxQueuedBytes: number
}

/** What may wait in a channel's outbox while connected; while not, the client's `queue` counts. */
export const limitsWhileConnected: QueueLimits = { maxQueuedMessages: 10_000, maxQueuedBytes: 16_777_216 }

/** What of the messages under way has never left. Only that counts: what had left before a drop keeps its place. */
export interface QueueBounds {
  readonly messages: number
  readonly bytes: number
  /** Why no message of this size finds room; `null` when it does. */
  problemWith(bytes: number, limits: QueueLimits): RealtimeError | null
  /** Call before it is marked as attempted. */
  entered(outgoing: Outgoing): void
  left(outgoing: Outgoing): void
}

export function createQueueBounds(): QueueBounds {
  let messages = 0
  let bytes = 0

  function count(outgoing: Outgoing, sign: 1 | -1): void {
    if (outgoing.attempted) return
    messages += sign
    bytes += sign * outgoing.bytes
  }

  return {
    get messages() {
      return messages
    },
    get bytes() {
      return bytes
    },
    problemWith(more, { maxQueuedMessages, maxQueuedBytes }) {
      if (messages < maxQueuedMessages && bytes + more <= maxQueuedBytes) return null
      const message = `The outbox is full (${messages} messages, ${bytes} bytes wait).`
      return failure('queue_full', message, { retryable: true })
    },
    entered: (outgoing) => count(outgoing, 1),
    left: (outgoing) => count(outgoing, -1),
  }
}
