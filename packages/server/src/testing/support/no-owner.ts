import type { OutgoingOwner } from '../../socket/outgoing.ts'
import type { PagedOutputOwner } from '../../socket/paged-output.ts'

/** Stands for a session where a test has none: what is to be done later is done in this turn, after everything else. */
export const noOwner: OutgoingOwner & PagedOutputOwner = {
  tooSlow() {},
  failed() {},
  later: (work) => queueMicrotask(work),
  ran() {},
}
