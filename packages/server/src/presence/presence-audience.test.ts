import { expect, it } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import { PresenceAudience } from './presence-audience.ts'
import { PresenceTable } from './presence-table.ts'

it('encodes the pages of a revision once, however many ask for them and whatever waits to be told', () => {
  const clock = new ManualClock()
  const table = new PresenceTable()
  const audience = new PresenceAudience('a', table, clock, null, () => false)
  const enter = (name: string): void => {
    const change = table.put('a', { connectionId: name, clientId: name, info: null, state: null }, clock.date())
    if (change !== null) audience.note(null, change)
  }
  const empty = audience.snapshot(false)
  enter('ana')
  const one = audience.snapshot(false)
  enter('ben')
  expect(one).not.toBe(empty)
  expect(audience.snapshot(false)).toBe(one)
  clock.advance(50)
  const two = audience.snapshot(false)
  expect([one, two].map((snapshot) => snapshot.page(0)?.text.match(/"clientId":"\w+"/g))).toEqual([
    ['"clientId":"ana"'],
    ['"clientId":"ana"', '"clientId":"ben"'],
  ])
  expect(clock.pending).toBe(0)
})
