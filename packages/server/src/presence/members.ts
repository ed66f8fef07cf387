import type { Member } from '@herenow/adapter'
import { groupMembers } from '@herenow/adapter'
import type { WireOccupant } from '@herenow/protocol'

/** Puts connections together to people: their state is the most recently updated connection's. */
export function membersOf(connections: readonly WireOccupant[]): readonly Member[] {
  return groupMembers(connections.map((connection) => ({ info: null, state: null, ...connection })))
}
