import type { OutgoingOwner } from '../../socket/outgoing.ts'
import type { PullQueueOwner } from '../../socket/pull-queue.ts'

/** Stands for a session where a test has none: what is to be done later is done in this turn, after everything else. */
export const noOwner: OutgoingOwner & PullQueueOwner = {
  tooSlow() {},
  failed() {},
  later: (work) => queueMicrotask(work),
  ran() {},
}
