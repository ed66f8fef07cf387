import { expect, it } from 'vitest'
import { endsInGap, logEntries } from './log-entries.ts'
import type { RoomMessage } from './log-entries.ts'

const noon = new Date(2026, 10, 21, 12).getTime()
const minute = 60_000

function message(id: string, clientId: string, timestamp: number): RoomMessage {
  return {
    id,
    channel: 'room:lobby',
    name: 'said',
    data: { text: id },
    clientId,
    info: null,
    connectionId: null,
    timestamp,
    position: null,
    meta: null,
    status: 'sent',
  }
}

it('joins what one person says within a few minutes', () => {
  const entries = logEntries(
    [message('1', 'ana', noon), message('2', 'ana', noon + minute), message('3', 'ben', noon + 2 * minute)],
    [],
  )
  expect(entries.map((entry) => entry.isContinued)).toEqual([false, true, false])
})

it('starts anew after a silence, a midnight and a hole', () => {
  const midnight = new Date(2026, 10, 22).getTime()
  const entries = logEntries(
    [
      message('1', 'ana', noon),
      message('2', 'ana', noon + 6 * minute),
      message('3', 'ana', midnight - minute),
      message('4', 'ana', midnight + minute),
      message('5', 'ana', midnight + 2 * minute),
    ],
    [{ id: 'gap', afterId: '4' }],
  )
  expect(entries.map((entry) => entry.isContinued)).toEqual([false, false, false, false, false])
  expect(entries.map((entry) => entry.isNewDay)).toEqual([true, false, false, true, false])
  expect(entries.map((entry) => entry.afterGap)).toEqual([false, false, false, false, true])
})

it('knows a hole before everything and one at the end', () => {
  const messages = [message('1', 'ana', noon)]
  expect(logEntries(messages, [{ id: 'gap', afterId: null }])[0]?.afterGap).toBe(true)
  expect(endsInGap(messages, [{ id: 'gap', afterId: '1' }])).toBe(true)
  expect(endsInGap(messages, [{ id: 'gap', afterId: null }])).toBe(false)
  expect(endsInGap([], [{ id: 'gap', afterId: null }])).toBe(true)
})
