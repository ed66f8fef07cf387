import type { Clock } from '@herenow/adapter'
import { createTestClock, createTestEnv, scriptedAdapter, silentLogger } from '@herenow/testing'
import { describe, expect, it } from 'vitest'
import { createClient } from '../client/create-client.ts'
import type { ClientOptions } from '../client/client.ts'
import { withLongTimers } from './long-timers.ts'

const day = 86_400_000

/** Timers as platforms have them: what they can't hold runs at once. */
function platformClock(): { readonly clock: Clock; readonly test: ReturnType<typeof createTestClock> } {
  const test = createTestClock()
  const clock: Clock = {
    ...test,
    setTimeout: (callback, delay) => test.setTimeout(callback, delay > 2 ** 31 - 1 ? 1 : delay),
  }
  return { clock, test }
}

describe('a timer that no platform can hold', () => {
  it('runs when it is due, not at once', async () => {
    const { clock, test } = platformClock()
    let ran = 0
    withLongTimers(clock).setTimeout(() => (ran += 1), 60 * day)
    await test.advance(60 * day - 1)
    expect(ran).toBe(0)
    await test.advance(1)
    expect(ran).toBe(1)
    expect(test.pending).toBe(0)
  })

  it('can be cleared at any time', async () => {
    const { clock, test } = platformClock()
    const long = withLongTimers(clock)
    let ran = 0
    const timer = long.setTimeout(() => (ran += 1), 60 * day)
    await test.advance(30 * day)
    long.clearTimeout(timer)
    await test.advance(60 * day)
    expect(ran).toBe(0)
    expect(test.pending).toBe(0)
  })

  it('never runs when it waits for ever', async () => {
    const { clock, test } = platformClock()
    let ran = 0
    withLongTimers(clock).setTimeout(() => (ran += 1), Infinity)
    await test.advance(400 * day)
    expect(ran).toBe(0)
  })
})

it.each([30 * day, Infinity])('waits as long as an option of %d milliseconds says', async (milliseconds) => {
  const { clock, test } = platformClock()
  const { env } = createTestEnv()
  const adapter = scriptedAdapter()
  const durations: Partial<ClientOptions> = {
    publishTimeout: milliseconds,
    lingerMs: milliseconds,
    lostAfter: milliseconds,
  }
  const client = createClient({ adapter, clientId: 'ana', env: { ...env, clock }, log: silentLogger, ...durations })
  const release = client.connection.lease()
  const { session } = adapter
  session.connected()
  release()
  let failed = false
  client
    .channel('room')
    .publish('said', 1)
    .catch(() => (failed = true))
  await test.advance(day)
  expect(failed).toBe(false)
  expect(session.calls).not.toContain('close')
  const reason = new Error('gone')
  session.emit({
    type: 'connection',
    state: { status: 'disconnected', reason: Object.assign(reason) as never, attempt: 0, retryAt: null },
  })
  await test.advance(day)
  expect(client.connection.getState()).toMatchObject({ status: 'disconnected', lost: false })
})
