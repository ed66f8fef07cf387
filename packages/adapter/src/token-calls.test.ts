import { createTestClock } from '@herenow/testing'
import { expect, it } from 'vitest'
import { RealtimeError } from './error.ts'
import { createTokenCalls } from './token-calls.ts'
import type { TokenSource, TokenWish } from './token-source.ts'

const over = new RealtimeError({ code: 'connection_closed', message: 'It is over.' })

interface Asked {
  readonly wish: TokenWish
  readonly take: (token: string | null) => void
  readonly fail: (error: RealtimeError) => void
}

function setUp() {
  const clock = createTestClock()
  const asked: Asked[] = []
  let givenUp = 0
  const source: TokenSource = {
    fetch: (wish, take, fail) => void asked.push({ wish, take, fail }),
    giveUp: () => void (givenUp += 1),
    accepted: () => {},
  }
  return { clock, asked, givenUp: () => givenUp, calls: createTokenCalls(clock, source) }
}

it('asks for one after the other', async () => {
  const { calls, asked, clock } = setUp()
  const tokens = Promise.all([calls.ask({ reason: 'connect' }), calls.ask({ reason: 'expiring' })])
  await clock.advance(0)
  expect(asked.map(({ wish }) => wish.reason)).toEqual(['connect'])
  asked[0]?.take('one')
  await clock.advance(0)
  asked[1]?.take(null)
  expect(await tokens).toEqual(['one', null])
})

it('goes on after a call that fails, and rejects one that is late', async () => {
  const { calls, asked, clock, givenUp } = setUp()
  const outcomes = Promise.allSettled([calls.ask({ reason: 'connect' }), calls.ask({ reason: 'connect' })])
  await clock.advance(0)
  asked[0]?.fail(over)
  await clock.advance(10_000)
  expect(await outcomes).toMatchObject([
    { reason: { code: 'connection_closed' } },
    { reason: { code: 'timeout', retryable: true } },
  ])
  expect(givenUp()).toBe(1)
})

it('gives up all that wait, and takes those that come after that', async () => {
  const { calls, asked, clock } = setUp()
  const outcomes = Promise.allSettled([calls.ask({ reason: 'connect' }), calls.ask({ reason: 'connect' })])
  await clock.advance(0)
  calls.giveUp(over)
  expect(await outcomes).toMatchObject([{ reason: over }, { reason: over }])
  const later = calls.ask({ reason: 'connect' })
  await clock.advance(0)
  asked.at(-1)?.take('later')
  expect(await later).toBe('later')
})

it('leaves the source alone where nothing is under way: somebody else may be using it', async () => {
  const { calls, asked, clock, givenUp } = setUp()
  const token = calls.ask({ reason: 'connect' })
  await clock.advance(0)
  asked[0]?.take('one')
  await token
  calls.giveUp(over)
  expect(givenUp()).toBe(0)
})
