import { createTestClock } from '@herenow/testing'
import { expect, it } from 'vitest'
import { createWire } from './wire.ts'

it('delivers everything that was sent in one turn together, after that turn', async () => {
  const clock = createTestClock()
  const arrived: (readonly number[])[] = []
  const wire = createWire<number>(
    clock,
    () => 0,
    (items) => void arrived.push(items),
  )
  wire.push(1)
  wire.push(2)
  expect(arrived).toEqual([])
  await clock.advance(0)
  wire.push(3)
  await clock.advance(0)
  expect(arrived).toEqual([[1, 2], [3]])
  expect(clock.pending).toBe(0)
})

it('loses everything under way when it is cut, and nothing that is sent afterwards', async () => {
  const clock = createTestClock()
  const arrived: number[] = []
  let latency = 0
  const wire = createWire<number>(
    clock,
    () => latency,
    (items) => void arrived.push(...items),
  )
  wire.push(1)
  wire.cut()
  latency = 100
  wire.push(2)
  await clock.advance(50)
  wire.cut()
  expect(clock.pending).toBe(0)
  wire.push(3)
  await clock.advance(100)
  expect(arrived).toEqual([3])
})
