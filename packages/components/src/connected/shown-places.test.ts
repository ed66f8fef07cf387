import type { Message } from '@herenow/react'
import { expect, it } from 'vitest'
import { lastShownId, shownGaps } from './shown-places.ts'

const message = (id: string): Message => ({
  id,
  channel: 'room',
  connectionId: null,
  name: id.startsWith('x') ? 'moved' : 'said',
  data: null,
  clientId: 'cem',
  info: null,
  meta: null,
  timestamp: 0,
  position: null,
  status: 'sent',
})
const isShown = ({ name }: Message): boolean => name === 'said'

it('moves gaps behind messages that are shown, and joins those that meet there', () => {
  const all = ['a', 'x1', 'x2', 'b', 'x3'].map(message)
  const gaps = (...after: (string | null)[]) => after.map((afterId, index) => ({ id: `g${index}`, afterId }))
  const places = (...after: (string | null)[]) => shownGaps(gaps(...after), all, isShown).map(({ afterId }) => afterId)
  expect(places('a')).toEqual(['a'])
  expect(places('x1', 'x2')).toEqual(['a'])
  expect(places('x3')).toEqual(['b'])
  expect(places(null, 'b')).toEqual([null, 'b'])
  expect(shownGaps(gaps('x1'), ['x1', 'b'].map(message), isShown)).toEqual([{ id: 'g0', afterId: null }])
})

it('finds the nearest shown message at or before a message', () => {
  const all = ['x0', 'a', 'x1', 'b'].map(message)
  expect(['a', 'x1', 'b', 'x0', 'unknown', null].map((id) => lastShownId(all, id, isShown))).toEqual([
    'a',
    'a',
    'b',
    null,
    null,
    null,
  ])
})
