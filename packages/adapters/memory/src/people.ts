import type { Member, PresenceConnection } from '@herenow/adapter'
import { groupMembers } from '@herenow/adapter'

/** Groups connections by person. A person's state is that of the most recently updated connection. */
export function people(connections: readonly PresenceConnection[], withState: boolean): readonly Member[] {
  return groupMembers(withState ? connections : connections.map((connection) => ({ ...connection, state: null })))
}
