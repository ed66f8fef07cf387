import { describe, expect, it } from 'vitest'
import { Turns } from '../socket/turns.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import { ManualLoop } from '../testing/support/manual-loop.ts'
import { Departures } from './departures.ts'
import { PresenceService } from './presence-service.ts'
import { PresenceTable } from './presence-table.ts'

interface Bench {
  readonly departures: Departures
  readonly table: PresenceTable
  readonly loop: ManualLoop
}

/** Each leave takes a millisecond; `people` are present in fifty channels each. */
function bench(...people: readonly string[]): Bench {
  const [table, loop] = [new PresenceTable(), new ManualLoop()]
  const presence = new PresenceService({
    table,
    clock: new ManualClock(),
    intervalAbove: () => null,
    occupancyChanged: () => (loop.time += 1),
    changed() {},
  })
  for (const person of people) {
    for (let channel = 0; channel < 50; channel += 1) {
      presence.put(`${person}:${channel}`, { connectionId: person, clientId: person, info: null, state: null })
    }
  }
  return { departures: new Departures({ table, presence, turns: new Turns(loop) }), table, loop }
}

describe('the presence of those who have gone', () => {
  it('ends at once where that takes little', () => {
    const { departures, table, loop } = bench('ana')
    departures.add('ana', 'timeout')
    expect(table.channels()).toEqual([])
    loop.endTurn()
    expect(loop.endTurn()).toBe(0)
  })

  it('ends over several turns where many have gone together, in order', () => {
    const people = ['ana', 'ben', 'cem', 'dee', 'eve']
    const { departures, table, loop } = bench(...people)
    const present = (): readonly string[] => people.filter((person) => table.channelsOfConnection(person).length > 0)
    for (const person of people) departures.add(person, 'leave')
    expect(present()).toEqual(['cem', 'dee', 'eve'])
    loop.endTurn()
    expect(present()).toEqual(['eve'])
    loop.endTurn()
    expect(present()).toEqual([])
    loop.endTurn()
    expect(loop.endTurn()).toBe(0)
  })

  it('is left as it is once the server stops', () => {
    const { departures, table, loop } = bench('ana', 'ben', 'cem')
    for (const person of ['ana', 'ben', 'cem']) departures.add(person, 'leave')
    departures.end()
    loop.endTurn()
    expect([table.channels().length, loop.endTurn()]).toEqual([50, 0])
  })
})
