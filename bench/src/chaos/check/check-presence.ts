import type { SeenMembers } from '../record.ts'
import type { Violation } from './violation.ts'

/** Holds whom one client sees against who takes part, each with one connection: promise 8. */
export function checkPresence(
  who: string,
  channel: string,
  seen: SeenMembers,
  present: ReadonlySet<string>,
): readonly Violation[] {
  const violations: Violation[] = []
  const found = (what: Violation['what'], details: string): void =>
    void violations.push({ promise: 8, what, who, channel, details })
  for (const [clientId, connections] of seen) {
    if (!present.has(clientId)) found('ghost', `${clientId} is shown and has left`)
    else if (connections !== 1) found('ghost', `${clientId} is shown with ${connections} connections and has one`)
  }
  for (const clientId of present) {
    if (!seen.has(clientId)) found('missing member', `${clientId} takes part and is not shown`)
  }
  return violations
}
