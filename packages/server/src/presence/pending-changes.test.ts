import type { WireConnection } from '@herenow/protocol'
import { array, assert, constantFrom, property, record } from 'fast-check'
import { expect, it } from 'vitest'
import { PendingChanges } from './pending-changes.ts'
import { PresenceTable } from './presence-table.ts'

const step = record({ does: constantFrom('put', 'leave', 'tell'), who: constantFrom('a', 'b', 'c') })

const byId = (connections: readonly WireConnection[]): ReadonlyMap<string, WireConnection> =>
  new Map(connections.map((connection) => [connection.connectionId, connection]))

it('always knows whom observers hold, and what turns that into who is present', () => {
  assert(
    property(array(step), (steps) => {
      const table = new PresenceTable()
      const pending = new PendingChanges()
      const held = new Map<string, WireConnection>()
      let now = 0
      for (const { does, who } of [...steps, { does: 'tell', who: 'a' }]) {
        now += 1
        if (does === 'tell') {
          for (const { action, ...connection } of pending.take()) {
            if (action === 'enter' || action === 'update') held.set(connection.connectionId, connection)
            else expect(held.delete(connection.connectionId)).toBe(true)
          }
          expect(pending.isEmpty).toBe(true)
          expect(held).toEqual(byId(table.connections('room')))
          continue
        }
        const before = table.find('room', who)
        const claim = { connectionId: who, clientId: who, info: null, state: now }
        const change = does === 'put' ? table.put('room', claim, now) : table.remove('room', who, 'leave', now)
        if (change !== null) pending.note(before, change)
        expect(byId(pending.undo(table.connections('room')))).toEqual(held)
      }
    }),
  )
})
