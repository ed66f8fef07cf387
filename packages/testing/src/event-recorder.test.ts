import { expect, it, vi } from 'vitest'
import { createEventRecorder } from './event-recorder.ts'

const gap = (channel: string) => ({ type: 'gap', channel, position: null }) as const

it('keeps events in order and by the batches they came in', () => {
  const recorder = createEventRecorder()
  recorder.emit([gap('a'), { type: 'connection', state: { status: 'closed' } }])
  recorder.emit([gap('b')])
  expect(recorder.batches.map((batch) => batch.length)).toEqual([2, 1])
  expect(recorder.of('gap')).toEqual([gap('a'), gap('b')])
  expect(recorder.of('gap', 'b')).toEqual([gap('b')])
  expect(recorder.of('connection')).toHaveLength(1)
  recorder.clear()
  expect(recorder.events).toEqual([])
})

it('waits for what is there already, or comes later', async () => {
  const recorder = createEventRecorder()
  recorder.emit([gap('a')])
  expect(await recorder.until('a', () => recorder.of('gap', 'a')[0])).toEqual(gap('a'))
  const later = recorder.until('b', () => recorder.of('gap', 'b')[0])
  recorder.emit([gap('c')])
  recorder.emit([gap('b')])
  expect(await later).toEqual(gap('b'))
})

it('says after a while what it got instead', async () => {
  vi.useFakeTimers()
  try {
    const recorder = createEventRecorder()
    recorder.emit([gap('other')])
    const waiting = expect(recorder.until('the impossible', () => undefined)).rejects.toThrow(/the impossible.*other/s)
    vi.advanceTimersByTime(5_000)
    await waiting
  } finally {
    vi.useRealTimers()
  }
})
