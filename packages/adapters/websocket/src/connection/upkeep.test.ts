import type { RealtimeError, TokenSource } from '@herenow/adapter'
import { adapterError } from '@herenow/adapter'
import { createTestClock } from '@herenow/testing'
import { expect, it } from 'vitest'
import { createUpkeep } from './upkeep.ts'

const second = 1_000

/** A connection that stands, on a server of which the test knows only the answers. */
function setup(silence?: number) {
  const clock = createTestClock()
  const told: string[] = []
  let refusal: RealtimeError | null = null
  let lastToken = 0
  const tokens: TokenSource = {
    fetch: (_wish, take) => take(`t${(lastToken += 1)}`),
    giveUp: () => {},
    accepted: () => {},
  }
  const upkeep = createUpkeep({
    clock,
    tokens,
    silence,
    requests: {
      send: (item) => told.push(`asked ${typeof item === 'function' ? '' : item.type}`),
      ask: (_item, read) => (refusal ? Promise.reject(refusal) : Promise.resolve(read({ expiresIn: 1_000 * second }))),
    },
    onToken: () => told.push('token'),
    onTokenError: ({ code }) => told.push(code),
    onSilent: () => told.push('silent'),
  })
  return { clock, told, upkeep, refuse: (error: RealtimeError) => (refusal = error) }
}

it('probes after the server’s ping interval and 10 s more, and says when nothing answers', async () => {
  const { clock, told, upkeep } = setup()
  upkeep.start({ pingInterval: 25 * second })
  await clock.advance(30 * second)
  upkeep.heard()
  await clock.advance(35 * second - 1)
  expect(told).toEqual([])
  await clock.advance(1)
  expect(told).toEqual(['asked ping'])
  await clock.advance(5 * second)
  expect(told).toEqual(['asked ping', 'silent'])
})

it('probes after the silence that the user has set', async () => {
  const { clock, told, upkeep } = setup(2 * second)
  upkeep.start({ pingInterval: 25 * second })
  await clock.advance(2 * second)
  expect(told).toEqual(['asked ping'])
})

it('replaces the token before its end, and again before the end of the next', async () => {
  const { clock, told, upkeep } = setup(10_000 * second)
  upkeep.start({ pingInterval: 0, tokenExpiresIn: 1_000 * second })
  await clock.advance(800 * second)
  expect(told).toEqual(['token'])
  await clock.advance(800 * second)
  expect(told).toEqual(['token', 'token'])
})

it('rejects a replacement by hand that the server refuses, and reports one that nobody waits for', async () => {
  const { clock, told, upkeep, refuse } = setup(10_000 * second)
  upkeep.start({ pingInterval: 0, tokenExpiresIn: 1_000 * second })
  refuse(adapterError('unauthorized', 'No.'))
  await expect(upkeep.replaceToken({ reason: 'expiring' })).rejects.toMatchObject({ code: 'unauthorized' })
  expect(told).toEqual([])
  await clock.advance(800 * second)
  expect(told).toEqual(['unauthorized'])
})

it('says nothing more when the connection is gone, and leaves no timer', async () => {
  const { clock, told, upkeep } = setup()
  upkeep.start({ pingInterval: 25 * second, tokenExpiresIn: 1_000 * second })
  upkeep.stop()
  expect(clock.pending).toBe(0)
  upkeep.probe()
  await clock.advance(1_000 * second)
  expect(told).toEqual([])
})
