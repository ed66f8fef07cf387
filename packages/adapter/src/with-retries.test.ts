import { createTestClock, seededRandom } from '@herenow/testing'
import { expect, it, vi } from 'vitest'
import { RealtimeError } from './error.ts'
import { withRetries } from './with-retries.ts'

const refusal = (retryable: boolean): RealtimeError =>
  new RealtimeError({ code: 'server_error', message: 'Not now.', retryable })

function setUp() {
  const clock = createTestClock()
  return { clock, env: { clock, random: seededRandom(1) } }
}

it('asks again after a pause, and gives the answer that comes', async () => {
  const { clock, env } = setUp()
  const ask = vi.fn(() => Promise.resolve(7))
  ask.mockRejectedValueOnce(refusal(true)).mockRejectedValueOnce(refusal(true))
  const answer = withRetries(env, ask)
  await clock.advance(0)
  expect(ask).toHaveBeenCalledTimes(1)
  await clock.advance(2_000)
  expect(await answer).toBe(7)
})

it('gives up after the third refusal, and at once where nothing would change', async () => {
  const { clock, env } = setUp()
  const busy = vi.fn(() => Promise.reject(refusal(true)))
  const outcome = Promise.allSettled([withRetries(env, busy)])
  await clock.advance(10_000)
  expect(await outcome).toMatchObject([{ reason: { code: 'server_error' } }])
  expect(busy).toHaveBeenCalledTimes(3)
  const broken = vi.fn(() => Promise.reject(new TypeError('It is broken.')))
  await expect(withRetries(env, broken)).rejects.toThrow('It is broken.')
  expect(broken).toHaveBeenCalledOnce()
})
