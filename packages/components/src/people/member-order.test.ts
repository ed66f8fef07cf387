import { expect, it } from 'vitest'
import { sampleMember } from '../stories/sample-members.ts'
import { arrangeMembers } from './member-order.ts'
import type { Arrangement } from './member-order.ts'

const ana = sampleMember('ana', { name: 'Zoë' }, { enteredAt: 3 })
const bob = sampleMember('bob', { name: 'Ärna' }, { enteredAt: 1 })
const cy = sampleMember('cy', { name: 'adam' }, { enteredAt: 2 })
const members = [ana, bob, cy]

const arrange = (arrangement: Partial<Arrangement> = {}, list = members) =>
  arrangeMembers(list, { order: 'entered', self: 'first', selfId: null, locale: 'en', ...arrangement }).map(
    ({ clientId }) => clientId,
  )

it('puts newcomers last, so that nobody moves', () => {
  expect(arrange()).toEqual(['bob', 'cy', 'ana'])
})

it('orders by name as the locale does, newest first, or by a comparison of one’s own', () => {
  expect(arrange({ order: 'name' })).toEqual(['cy', 'bob', 'ana'])
  expect(arrange({ order: 'name', locale: 'sv' })).toEqual(['cy', 'ana', 'bob'])
  expect(arrange({ order: 'recent' })).toEqual(['ana', 'cy', 'bob'])
  expect(arrange({ order: (a, b) => (a.clientId < b.clientId ? 1 : -1) })).toEqual(['cy', 'bob', 'ana'])
})

it('puts ourselves first, last, or nowhere', () => {
  expect(arrange({ selfId: 'ana' })).toEqual(['ana', 'bob', 'cy'])
  expect(arrange({ selfId: 'bob', self: 'last' })).toEqual(['cy', 'ana', 'bob'])
  expect(arrange({ selfId: 'bob', self: 'hide' })).toEqual(['cy', 'ana'])
  expect(arrange({ selfId: 'nobody' })).toEqual(['bob', 'cy', 'ana'])
})

it('does not depend on the order in which members were told, not even among equals', () => {
  const equals = ['d', 'b', 'a', 'c'].map((id) => sampleMember(id, null, { enteredAt: 1 }))
  expect(arrange({}, equals)).toEqual(['a', 'b', 'c', 'd'])
  expect(arrange({}, [...equals].reverse())).toEqual(['a', 'b', 'c', 'd'])
  expect(arrange({ order: () => 0 }, equals)).toEqual(['a', 'b', 'c', 'd'])
})

it('shows whoever is listed twice once', () => {
  expect(arrange({}, [ana, bob, { ...ana }])).toEqual(['bob', 'ana'])
})
