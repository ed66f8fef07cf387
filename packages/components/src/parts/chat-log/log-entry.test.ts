import { describe, expect, it } from 'vitest'
import { messageAt } from '../../../test/log-messages.ts'
import { logEntries, rememberDays } from './log-entry.ts'
import type { EntryOptions } from './log-entry.ts'

const minute = 60_000
const options: EntryOptions = {
  gaps: [],
  unreadAfterId: null,
  groupingMs: 5 * minute,
  dayOf: (timestamp) => new Date(timestamp).toISOString().slice(0, 10),
}
const said = (id: string, clientId: string, timestamp: number) => messageAt(1, { id, clientId, timestamp })
const noon = Date.UTC(2026, 10, 21, 12)
const groups = (messages: Parameters<typeof logEntries>[0], changes: Partial<EntryOptions> = {}) =>
  logEntries(messages, 0, messages.length, { ...options, ...changes }).map((entry) => entry.groupPosition)

describe('what one person says', () => {
  it('stands together while they go on within five minutes', () => {
    const messages = [
      said('1', 'ana', noon),
      said('2', 'ana', noon + 4 * minute),
      said('3', 'ana', noon + 8 * minute),
      said('4', 'ben', noon + 9 * minute),
    ]
    expect(groups(messages)).toEqual(['first', 'middle', 'last', 'single'])
    expect(groups(messages, { groupingMs: 0 })).toEqual(['single', 'single', 'single', 'single'])
  })

  it('starts anew after a silence, a midnight, a gap, and what is unread', () => {
    const midnight = Date.UTC(2026, 10, 22)
    const messages = [
      said('1', 'ana', noon),
      said('2', 'ana', noon + 6 * minute),
      said('3', 'ana', midnight - minute),
      said('4', 'ana', midnight + minute),
      said('5', 'ana', midnight + 2 * minute),
      said('6', 'ana', midnight + 3 * minute),
    ]
    const changes = { gaps: [{ id: 'g', afterId: '4' }], unreadAfterId: '5' }
    expect(groups(messages, changes)).toEqual(Array.from({ length: 6 }, () => 'single'))
  })
})

it('says what stands beside each message', () => {
  const messages = [said('1', 'ana', noon), said('2', 'ben', noon), said('3', 'ana', noon + 24 * 60 * minute)]
  const gaps = [null, '1', '3'].map((afterId) => ({ id: `after ${afterId}`, afterId }))
  const entries = logEntries(messages, 0, 3, { ...options, gaps, unreadAfterId: '2' })
  expect(entries.map((entry) => entry.startsDay)).toEqual([true, false, true])
  expect(entries.map((entry) => entry.startsUnread)).toEqual([false, false, true])
  expect(entries.map((entry) => entry.hasGapBefore)).toEqual([true, true, false])
  expect(entries.map((entry) => entry.hasGapAfter)).toEqual([false, false, true])
})

it('gives an entry that does not depend on the window around it', () => {
  const messages = Array.from({ length: 30 }, (_, index) => messageAt(index))
  const all = logEntries(messages, 0, 30, options)
  expect(logEntries(messages, 7, 19, options)).toEqual(all.slice(7, 19))
})

it('asks for the day of a quarter of an hour once', () => {
  let asked = 0
  const dayOf = rememberDays(() => `day ${(asked += 1)}`)
  expect([dayOf(noon), dayOf(noon + 14 * minute), dayOf(noon + 15 * minute)]).toEqual(['day 1', 'day 1', 'day 2'])
})
