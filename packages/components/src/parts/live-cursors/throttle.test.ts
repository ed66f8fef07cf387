import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createThrottle } from './throttle.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function setup() {
  const sent: number[] = []
  return {
    sent,
    throttle: createThrottle<number>(
      (value) => sent.push(value),
      () => 50,
    ),
  }
}

it('lets the first through at once, and then the latest once an interval', () => {
  const { sent, throttle } = setup()
  throttle.push(1)
  expect(sent).toEqual([1])
  throttle.push(2)
  throttle.push(3)
  vi.advanceTimersByTime(49)
  expect(sent).toEqual([1])
  vi.advanceTimersByTime(1)
  expect(sent).toEqual([1, 3])
  throttle.push(4)
  vi.advanceTimersByTime(50)
  expect(sent).toEqual([1, 3, 4])
})

it('lets the next through at once after a pause, and leaves no timer', () => {
  const { sent, throttle } = setup()
  throttle.push(1)
  vi.advanceTimersByTime(50)
  expect(vi.getTimerCount()).toBe(0)
  throttle.push(2)
  expect(sent).toEqual([1, 2])
})

it('drops what waits when it is stopped', () => {
  const { sent, throttle } = setup()
  throttle.push(1)
  throttle.push(2)
  throttle.stop()
  expect(vi.getTimerCount()).toBe(0)
  throttle.push(3)
  expect(sent).toEqual([1, 3])
})
