import type { AdapterEvent } from './event.ts'
import { expect, it } from 'vitest'
import { createEventBatch } from './event-batch.ts'

const event = (channel: string): AdapterEvent => ({ type: 'gap', channel, position: null })
const names = (events: readonly AdapterEvent[]): string =>
  events.map((it) => (it.type === 'gap' ? it.channel : it.type)).join()

it('emits all events of one piece of work together', () => {
  const told: string[] = []
  const batch = createEventBatch((events) => void told.push(names(events)))
  batch.during(() => {
    batch.add(event('a'))
    batch.during(() => batch.add(event('b')))
    expect(told).toEqual([])
  })
  batch.add(event('c'))
  expect(told).toEqual(['a,b', 'c'])
})

it('emits events that a listener causes after those that it is being told', () => {
  const told: string[] = []
  const batch = createEventBatch((events) => {
    if (names(events) === 'a') batch.add(event('caused by a'))
    told.push(names(events))
  })
  batch.add(event('a'))
  expect(told).toEqual(['a', 'caused by a'])
})

it('goes on after work that throws', () => {
  const told: string[] = []
  const batch = createEventBatch((events) => void told.push(names(events)))
  expect(() =>
    batch.during(() => {
      throw new Error('broken')
    }),
  ).toThrow('broken')
  batch.add(event('a'))
  expect(told).toEqual(['a'])
})
