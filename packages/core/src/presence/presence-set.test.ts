import { presenceConnection } from '@herenow/testing'
import { describe, expect, it } from 'vitest'
import type { MemberChange } from './presence-set.ts'
import { createPresenceSet } from './presence-set.ts'

const told = (changes: readonly (MemberChange | null)[]): string[] =>
  changes.map((change) => (change === null ? 'nothing' : `${change.action} ${change.member.clientId}`))

describe('PresenceSet', () => {
  it('makes one person of two tabs: the first enters, the last leaves', () => {
    const set = createPresenceSet()
    expect(
      told([
        set.apply('enter', presenceConnection('ana', 'a1')),
        set.apply('enter', presenceConnection('ana', 'a2', { enteredAt: 2, updatedAt: 2 })),
        set.apply('leave', presenceConnection('ana', 'a1')),
        set.apply('timeout', presenceConnection('ana', 'a2')),
      ]),
    ).toEqual(['enter ana', 'update ana', 'update ana', 'timeout ana'])
    expect(set.list()).toEqual([])
  })

  it('shows the state of the most recently updated tab, and the other one when that goes', () => {
    const set = createPresenceSet()
    set.apply('enter', presenceConnection('ana', 'a1', { state: 'old', updatedAt: 1 }))
    set.apply('enter', presenceConnection('ana', 'a2', { state: 'new', enteredAt: 5, updatedAt: 5 }))
    expect(set.get('ana')).toMatchObject({ state: 'new', enteredAt: 1, updatedAt: 5 })
    expect(set.get('ana')?.connections.map(({ connectionId }) => connectionId)).toEqual(['a1', 'a2'])
    set.apply('leave', presenceConnection('ana', 'a2'))
    expect(set.get('ana')).toMatchObject({ state: 'old', enteredAt: 1 })
  })

  it('makes no event when nothing changed, nor for a leave of someone unknown', () => {
    const set = createPresenceSet()
    set.apply('enter', presenceConnection('ana', 'a1', { state: { x: 1 } }))
    const same = presenceConnection('ana', 'a1', { state: { x: 1 } })
    expect(told([set.apply('update', same), set.apply('leave', presenceConnection('ben', 'b1'))])).toEqual([
      'nothing',
      'nothing',
    ])
  })

  it('turns a new list into the exact difference', () => {
    const set = createPresenceSet()
    set.replace(
      [presenceConnection('ana', 'a1'), presenceConnection('ben', 'b1'), presenceConnection('cem', 'c1')],
      false,
    )
    const changes = set.replace(
      [
        presenceConnection('ana', 'a1'),
        presenceConnection('ben', 'b2', { enteredAt: 3, updatedAt: 3 }),
        presenceConnection('dan', 'd1'),
      ],
      false,
    )
    expect(told(changes)).toEqual(['update ben', 'enter dan', 'update ben', 'leave cem'])
    expect(set.list().map(({ clientId }) => clientId)).toEqual(['ana', 'dan', 'ben'])
  })

  it('removes nobody while the service is settling', () => {
    const set = createPresenceSet()
    set.replace([presenceConnection('ana', 'a1'), presenceConnection('ben', 'b1')], false)
    expect(told(set.replace([presenceConnection('ana', 'a1')], true))).toEqual([])
    expect(told(set.replace([presenceConnection('ana', 'a1')], false))).toEqual(['leave ben'])
  })

  it('keeps people with odd ids apart', () => {
    const set = createPresenceSet()
    for (const id of ['__proto__', 'constructor', 'toString']) set.apply('enter', presenceConnection(id, id))
    expect(set.list()).toHaveLength(3)
  })
})
