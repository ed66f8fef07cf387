import { array, assert, constantFrom, integer, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PresenceClaim } from './presence-claim.ts'
import { PresenceTable } from './presence-table.ts'

const claim = (connectionId: string, clientId = connectionId, state: unknown = null): PresenceClaim => ({
  connectionId,
  clientId,
  info: null,
  state,
})

describe('the presence table', () => {
  it('tells an enter from an update from nothing new', () => {
    const table = new PresenceTable()
    expect(table.put('a', claim('c1', 'ana', { x: 1 }), 10)).toMatchObject({
      action: 'enter',
      enteredAt: 10,
      updatedAt: 10,
    })
    expect(table.put('a', claim('c1', 'ana', { x: 1 }), 20)).toBeNull()
    expect(table.put('a', claim('c1', 'ana', { x: 2 }), 30)).toMatchObject({
      action: 'update',
      enteredAt: 10,
      updatedAt: 30,
    })
  })

  it('takes new info for an update', () => {
    const table = new PresenceTable()
    table.put('a', claim('c1'), 10)
    const change = table.put('a', { ...claim('c1'), info: { name: 'Ana' } }, 20)
    expect(change).toMatchObject({ action: 'update', info: { name: 'Ana' } })
  })

  it('keeps states as text: what was handed in is not held', () => {
    const table = new PresenceTable()
    const state = { list: [{}, {}] }
    table.put('a', claim('c1', 'ana', state), 10)
    const found = table.find('a', 'c1')
    expect(found?.state).toEqual(state)
    expect(found?.state).not.toBe(state)
    expect(JSON.parse(JSON.stringify(found))).toMatchObject({ connectionId: 'c1', state })
  })

  it('weighs what it keeps, in all and for each client, until it is gone', () => {
    const table = new PresenceTable()
    expect(table.growth('a', 'c1', 1_002)).toBeGreaterThan(1_000)
    const expected = table.growth('a', 'c1', 1_002)
    table.put('a', claim('c1', 'ana', 'x'.repeat(1_000)), 10)
    expect([table.bytes, table.bytesOfClient('ana')]).toEqual([expected, expected])
    table.put('b', claim('c2', 'bob', null), 10)
    expect(table.growth('a', 'c1', 2)).toBe(-1_000)
    table.put('a', claim('c1', 'ana', ''), 20)
    expect(table.bytesOfClient('ana')).toBe(expected - 1_000)
    expect(table.bytes).toBe(table.bytesOfClient('ana') + table.bytesOfClient('bob'))
    table.remove('a', 'c1', 'leave', 30)
    table.remove('b', 'c2', 'leave', 30)
    expect([table.bytes, table.bytesOfClient('ana'), table.bytesOfClient('bob')]).toEqual([0, 0, 0])
  })

  it('takes out what is there and nothing else', () => {
    const table = new PresenceTable()
    table.put('a', claim('c1', 'ana', 1), 10)
    expect(table.remove('a', 'c2', 'leave', 20)).toBeNull()
    expect(table.remove('b', 'c1', 'leave', 20)).toBeNull()
    expect(table.remove('a', 'c1', 'timeout', 20)).toMatchObject({
      action: 'timeout',
      state: 1,
      enteredAt: 10,
      updatedAt: 20,
    })
    expect(table.channels()).toEqual([])
  })

  it('counts a client with several connections once', () => {
    const table = new PresenceTable()
    table.put('a', claim('c1', 'ana'), 0)
    table.put('a', claim('c2', 'ana'), 0)
    table.put('a', claim('c3', 'bob'), 0)
    expect(table.occupancy('a')).toBe(2)
    table.remove('a', 'c1', 'leave', 0)
    expect(table.occupancy('a')).toBe(2)
    expect([...table.channelsOfClient('ana')]).toEqual(['a'])
    table.remove('a', 'c2', 'leave', 0)
    expect(table.occupancy('a')).toBe(1)
    expect([...table.channelsOfClient('ana')]).toEqual([])
  })

  it('keeps its indexes equal to what a plain list of entries says, whatever happens', () => {
    const name = constantFrom('a', 'b', '__proto__')
    const step = record({
      enters: constantFrom(true, true, false),
      channel: name,
      connection: integer({ min: 0, max: 5 }),
    })
    assert(
      property(array(step, { maxLength: 60 }), (steps) => {
        const table = new PresenceTable()
        const entries = new Map<string, { channel: string; connectionId: string; clientId: string }>()
        for (const { enters, channel, connection } of steps) {
          // Three clients with two connections each.
          const [connectionId, clientId] = [`c${connection}`, `client${connection % 3}`]
          const key = `${channel} ${connectionId}`
          if (enters) {
            table.put(channel, claim(connectionId, clientId), 0)
            entries.set(key, { channel, connectionId, clientId })
          } else {
            expect(table.remove(channel, connectionId, 'leave', 0) !== null).toBe(entries.delete(key))
          }
        }
        const all = [...entries.values()]
        const namesWhere = (holds: (entry: (typeof all)[number]) => boolean): ReadonlySet<string> =>
          new Set(all.filter(holds).map((entry) => entry.channel))
        expect(new Set(table.channels())).toEqual(namesWhere(() => true))
        expect([...table.channelsAfter(null)]).toEqual([...namesWhere(() => true)].sort())
        for (const channel of ['a', 'b', '__proto__']) {
          const here = all.filter((entry) => entry.channel === channel)
          expect(table.occupancy(channel)).toBe(new Set(here.map((entry) => entry.clientId)).size)
          expect(table.connections(channel)).toHaveLength(here.length)
          const ids = Array.from(table.connectionsAfter(channel, 'c2'), (connection) => connection.connectionId)
          expect(ids).toEqual(
            here
              .map((entry) => entry.connectionId)
              .filter((id) => id > 'c2')
              .sort(),
          )
        }
        for (let i = 0; i < 6; i += 1) {
          expect(new Set(table.channelsOfConnection(`c${i}`))).toEqual(
            namesWhere((entry) => entry.connectionId === `c${i}`),
          )
          expect([...table.channelsOfClient(`client${i}`)]).toEqual(
            [...namesWhere((entry) => entry.clientId === `client${i}`)].sort(),
          )
        }
      }),
    )
  })
})
