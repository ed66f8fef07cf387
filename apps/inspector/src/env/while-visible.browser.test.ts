import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { lookWhileVisible } from './while-visible.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** Counts looks; each takes so many milliseconds. */
function bench(takes: number) {
  let begun = 0
  const stop = lookWhileVisible(() => {
    begun += 1
    return new Promise((resolve) => setTimeout(resolve, takes))
  })
  const hide = (isHidden: boolean): void => {
    vi.spyOn(document, 'hidden', 'get').mockReturnValue(isHidden)
    document.dispatchEvent(new Event('visibilitychange'))
  }
  return { stop, hide, begun: () => begun }
}

it.each([
  [0, 11],
  [1_500, 5],
])('looks at once, and at most once a second, one at a time: each takes %d ms', async (takes, most) => {
  const { stop, begun } = bench(takes)
  expect(begun()).toBe(1)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(begun()).toBeGreaterThan(1)
  expect(begun()).toBeLessThanOrEqual(most)
  stop()
})

it('does not look while the page is hidden, and does again when it is shown', async () => {
  const { stop, hide, begun } = bench(0)
  await vi.advanceTimersByTimeAsync(2_500)
  hide(true)
  const before = begun()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(begun()).toBe(before)
  // However often that changes.
  for (let n = 0; n < 10; n += 1) {
    hide(false)
    hide(true)
  }
  hide(false)
  expect(begun()).toBe(before)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(begun()).toBe(before + 1)
  stop()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(begun()).toBe(before + 1)
})
