import type { WireConnection } from '@herenow/protocol'
import { expect, it } from 'vitest'
import { membersOf } from './members.ts'

const connection = (connectionId: string, clientId: string, enteredAt: number, updatedAt: number): WireConnection => ({
  connectionId,
  clientId,
  state: connectionId,
  enteredAt,
  updatedAt,
})

it('puts connections together to people, whose state is that of the latest update', () => {
  const members = membersOf([
    connection('c2', 'ana', 20, 20),
    connection('c1', 'ana', 10, 30),
    connection('c3', 'bob', 5, 5),
  ])
  expect(members).toEqual([
    {
      clientId: 'ana',
      info: null,
      state: 'c1',
      connections: [
        { connectionId: 'c1', state: 'c1', enteredAt: 10 },
        { connectionId: 'c2', state: 'c2', enteredAt: 20 },
      ],
      enteredAt: 10,
      updatedAt: 30,
    },
    {
      clientId: 'bob',
      info: null,
      state: 'c3',
      connections: [{ connectionId: 'c3', state: 'c3', enteredAt: 5 }],
      enteredAt: 5,
      updatedAt: 5,
    },
  ])
})
