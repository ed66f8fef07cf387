import { createTestClock, seededRandom } from '@herenow/testing'
import { expect, it } from 'vitest'
import { createAttachRetries } from './attach-retries.ts'

const second = 1_000

function setup() {
  const clock = createTestClock()
  return { clock, retries: createAttachRetries(clock, seededRandom(1)) }
}

it('asks again at once when an attachment ends, and a second time only after one that has lasted 5 s', async () => {
  const { clock, retries } = setup()
  retries.attached()
  expect([retries.mayRetryAtOnce(), retries.mayRetryAtOnce()]).toEqual([true, false])
  retries.attached()
  await clock.advance(5 * second - 1)
  expect(retries.mayRetryAtOnce()).toBe(false)
  retries.attached()
  await clock.advance(5 * second)
  expect(retries.mayRetryAtOnce()).toBe(true)
})

it('waits longer from one refusal to the next, at most 15 s, and from the beginning on a new socket', () => {
  const { retries } = setup()
  const longest = [250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]
  for (let round = 0; round < 2; round += 1) {
    for (const most of longest) expect(retries.pause(undefined)).toBeLessThanOrEqual(most)
    retries.reset()
  }
})

it('waits at least as long as the server asked', () => {
  expect(setup().retries.pause(10 * second)).toBeGreaterThanOrEqual(10 * second)
})
