import type { Member } from '@herenow/react'
import type { PersonStatus } from '../../people/person.ts'

const inOrder: readonly PersonStatus[] = ['active', 'idle', 'offline']

/** Members by status, present ones first; without the statuses that nobody has. */
export function groupMembers(
  members: readonly Member[],
  statusOf: (member: Member) => PersonStatus | undefined,
): readonly (readonly [PersonStatus, readonly Member[]])[] {
  return inOrder
    .map((status) => [status, members.filter((member) => (statusOf(member) ?? 'active') === status)] as const)
    .filter(([, group]) => group.length > 0)
}
