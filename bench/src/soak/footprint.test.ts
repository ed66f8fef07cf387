import { expect, it } from 'vitest'
import { leftovers } from './footprint.ts'

const before = { heapBytes: 20_000_000, sockets: 1, timers: 3, listeners: 2, connections: 0, channels: 0 }

it('finds nothing when everything is as it was, or less', () => {
  expect(leftovers(before, before)).toEqual([])
  expect(leftovers(before, { ...before, heapBytes: 10_000_000, timers: 1 })).toEqual([])
  expect(leftovers(before, { ...before, heapBytes: 23_000_000 })).toEqual([])
})

it.each(['sockets', 'timers', 'listeners', 'connections', 'channels'] as const)('finds %s that stay', (name) => {
  expect(leftovers(before, { ...before, [name]: before[name] + 1 })).toEqual([
    `${name}: ${before[name]} before, ${before[name] + 1} after`,
  ])
})

it('finds a heap that has grown', () => {
  expect(leftovers(before, { ...before, heapBytes: 25_000_000 })).toEqual([
    'heap: 20000000 bytes before, 25000000 after',
  ])
})
