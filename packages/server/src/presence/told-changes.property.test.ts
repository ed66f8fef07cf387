import type { ServerItem } from '@herenow/protocol'
import { array, assert, constantFrom, integer, oneof, property, record } from 'fast-check'
import { expect, it } from 'vitest'
import { Flusher } from '../socket/flusher.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import { ManualLoop } from '../testing/support/manual-loop.ts'
import type { Observer } from '../testing/support/observer.ts'
import { createObserver } from '../testing/support/observer.ts'
import { PresenceService } from './presence-service.ts'
import { PresenceTable } from './presence-table.ts'
import { Turns } from '../socket/turns.ts'

const name = constantFrom('ana', 'ben', 'cem')
const step = oneof(
  record({ kind: constantFrom('put' as const), name, state: integer({ min: 0, max: 2 }) }),
  record({ kind: constantFrom('leave' as const), name }),
  record({ kind: constantFrom('observe' as const) }),
  record({ kind: constantFrom('pass' as const), milliseconds: constantFrom(1, 20, 50, 1_000) }),
)

/** Who an observer holds, by its states; fails where it is told of somebody it can't know, or of nothing new. */
function follow(items: readonly ServerItem[]): ReadonlyMap<string, unknown> {
  const held = new Map<string, unknown>()
  for (const item of items) {
    if (item.type === 'presence-snapshot') {
      if (item.first) held.clear()
      for (const { clientId, state } of item.connections) held.set(clientId, state)
    } else if (item.type === 'presence') {
      expect(item.changes.length).toBeGreaterThan(0)
      for (const change of item.changes) {
        expect([change.action, held.has(change.clientId)]).toEqual([change.action, change.action !== 'enter'])
        if ('state' in change) held.set(change.clientId, change.state)
        else held.delete(change.clientId)
      }
    }
  }
  return held
}

it('nobody is told of an update or a leave of somebody they were never told of, or of an enter twice', () => {
  assert(
    property(array(step, { maxLength: 40 }), (steps) => {
      const [loop, clock, table] = [new ManualLoop(), new ManualClock(), new PresenceTable()]
      const flusher = new Flusher(loop, new Turns(loop))
      const parts = { table, clock, intervalAbove: () => null, occupancyChanged() {}, changed() {} }
      const service = new PresenceService(parts)
      const observers: Observer[] = []
      for (const each of steps) {
        if (each.kind === 'put') {
          const claim = { connectionId: each.name, clientId: each.name, info: null, state: each.state }
          service.put('a', claim)
        } else if (each.kind === 'leave') service.leave('a', each.name)
        else if (each.kind === 'pass') clock.advance(each.milliseconds)
        else {
          const observer = createObserver('a', flusher)
          observers.push(observer)
          service.observe(observer.subscription)
        }
        loop.endTurn()
      }
      clock.advance(1_000)
      loop.endTurn()
      const present = new Map(table.connections('a').map(({ clientId, state }) => [clientId, state]))
      for (const observer of observers) expect(new Map(follow(observer.items()))).toEqual(present)
    }),
    { numRuns: 500 },
  )
})
