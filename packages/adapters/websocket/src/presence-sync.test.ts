import type { RealtimeError } from '@herenow/adapter'
import { adapterError } from '@herenow/adapter'
import { createTestClock, seededRandom } from '@herenow/testing'
import { expect, it } from 'vitest'
import { createPresenceSync } from './presence-sync.ts'

const timeout = adapterError('timeout', 'No answer.', { retryable: true })
const refusal = adapterError('rate_limited', 'Later.', { retryable: true })

/** A channel whose server answers when the test says so. */
function setup() {
  const clock = createTestClock()
  const waiting: ((error: RealtimeError) => void)[] = []
  let isAttached = true
  const sync = createPresenceSync({
    channel: 'room',
    clock,
    random: seededRandom(1),
    requests: { send: (_item, _read, settle) => void waiting.push((error) => settle({ error })) },
    isAttached: () => isAttached,
  })
  return {
    clock,
    sync,
    asked: () => waiting.length,
    answerLatest: (error: RealtimeError) => waiting.at(-1)?.(error),
    detach: () => (isAttached = false),
  }
}

it('asks within half a second, once for all calls until then', async () => {
  const { clock, sync, asked } = setup()
  sync.soon()
  sync.soon()
  sync.soon()
  expect(asked()).toBe(0)
  await clock.advance(500)
  expect(asked()).toBe(1)
  sync.soon()
  await clock.advance(500)
  expect(asked()).toBe(2)
})

it('asks nothing when it was cancelled, and leaves no timer', async () => {
  const { clock, sync, asked } = setup()
  sync.soon()
  sync.cancel()
  expect(clock.pending).toBe(0)
  await clock.advance(500)
  expect(asked()).toBe(0)
})

it('asks again where no answer came in time, as long as the channel is attached, and not after a refusal', async () => {
  const { clock, sync, asked, answerLatest, detach } = setup()
  sync.soon()
  await clock.advance(500)
  answerLatest(timeout)
  expect(asked()).toBe(2)
  answerLatest(refusal)
  expect(asked()).toBe(2)
  detach()
  answerLatest(timeout)
  expect(asked()).toBe(2)
})
