import { expect, it } from 'vitest'
import { groupMember, groupMembers } from './group-members.ts'
import type { PresenceConnection } from './presence.ts'

const connection = (
  clientId: string,
  connectionId: string,
  enteredAt: number,
  updatedAt = enteredAt,
): PresenceConnection => ({
  clientId,
  connectionId,
  info: null,
  state: `of ${connectionId}`,
  enteredAt,
  updatedAt,
})

it('makes one person of several connections: oldest first, with the state of the one updated last', () => {
  const people = groupMembers([connection('ana', 'a2', 5), connection('ben', 'b1', 1), connection('ana', 'a1', 2, 9)])
  expect(people.map(({ clientId }) => clientId)).toEqual(['ana', 'ben'])
  expect(people[0]).toMatchObject({ state: 'of a1', enteredAt: 2, updatedAt: 9 })
  expect(people[0]?.connections.map(({ connectionId }) => connectionId)).toEqual(['a1', 'a2'])
})

it('shows the connection that came last where two were updated at the same time', () => {
  expect(groupMember([connection('ana', 'a2', 2, 7), connection('ana', 'a1', 1, 7)])?.state).toBe('of a2')
})

it('makes nobody of no connections', () => {
  expect([groupMember([]), groupMembers([])]).toEqual([null, []])
})
