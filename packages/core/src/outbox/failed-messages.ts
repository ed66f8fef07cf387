import type { RealtimeError } from '@herenow/adapter'
import type { Prepared } from './prepare.ts'

/** Messages that never found room in the outbox, kept for `retry`. An app may go on publishing for hours. */
const mostWithoutRoom = 100
/** Failed messages of all kinds: as many as may wait. */
const mostFailed = 10_000

/** A channel's failed messages, for `retry`: bounded, the oldest go first. */
export interface FailedMessages {
  readonly size: number
  /** Keeps one more; returns the ids of those that had to go. */
  add(prepared: Prepared, reason: RealtimeError): readonly string[]
  get(id: string): Prepared | undefined
  /** Returns whether it was there. */
  delete(id: string): boolean
}

export function createFailedMessages(): FailedMessages {
  const failed = new Map<string, Prepared>()
  const withoutRoom = new Set<string>()

  function remove(id: string): boolean {
    withoutRoom.delete(id)
    return failed.delete(id)
  }

  function removeOldest(ids: Iterable<string>): readonly string[] {
    for (const id of ids) if (remove(id)) return [id]
    return []
  }

  return {
    get size() {
      return failed.size
    },
    add(prepared, { code }) {
      const { id } = prepared.message
      remove(id)
      failed.set(id, prepared)
      if (code === 'queue_full') withoutRoom.add(id)
      if (withoutRoom.size > mostWithoutRoom) return removeOldest(withoutRoom)
      return failed.size > mostFailed ? removeOldest(failed.keys()) : []
    },
    get: (id) => failed.get(id),
    delete: remove,
  }
}
