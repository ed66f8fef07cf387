import type { PresenceAction } from '@herenow/adapter'
import { array, assert, constantFrom, integer, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeChanges } from './merge-changes.ts'
import type { PresenceChange } from './presence-change.ts'

const change = (action: PresenceAction, state: unknown = null): PresenceChange => ({
  action,
  connectionId: 'c',
  clientId: 'ana',
  state,
  enteredAt: 0,
  updatedAt: 0,
})

/** What an observer holds of the connection after a change: its state, or `undefined` when it isn't there. */
function observe(held: unknown, told: PresenceChange | null): unknown {
  if (told === null) return held
  return told.action === 'leave' || told.action === 'timeout' ? undefined : told.state
}

describe('two changes of one connection', () => {
  it.each<[PresenceAction, PresenceAction, PresenceAction | null]>([
    ['enter', 'update', 'enter'],
    ['enter', 'leave', null],
    ['enter', 'timeout', null],
    ['update', 'update', 'update'],
    ['update', 'leave', 'leave'],
    ['update', 'timeout', 'timeout'],
    ['leave', 'enter', 'update'],
    ['timeout', 'enter', 'update'],
  ])('%s and %s come to %s, with the later state', (earlier, later, merged) => {
    expect(mergeChanges(change(earlier, 1), change(later, 2))).toEqual(merged === null ? null : change(merged, 2))
  })

  it('leave an observer with what telling every one of them would', () => {
    const step = record({ enters: constantFrom(true, false), state: integer({ min: 0, max: 3 }) })
    assert(
      property(constantFrom(true, false), array(step, { maxLength: 8 }), (startsPresent, steps) => {
        let present = startsPresent
        let merged: PresenceChange | null = null
        let one: unknown = present ? 'first' : undefined
        let other = one
        for (const { enters, state } of steps) {
          if (!present && !enters) continue
          const next = change(enters ? (present ? 'update' : 'enter') : 'leave', state)
          present = enters
          one = observe(one, next)
          merged = merged === null ? next : mergeChanges(merged, next)
        }
        other = observe(other, merged)
        expect(other).toEqual(one)
        // Nobody is told of an enter of somebody who was there, or of a leave of somebody who wasn't.
        if (merged !== null) expect(['update', 'leave'].includes(merged.action)).toBe(startsPresent)
      }),
    )
  })
})
