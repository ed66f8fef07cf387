import { expect, it } from 'vitest'
import { RealtimeError } from './error.ts'
import { publishInOrder } from './publish-in-order.ts'

interface Call {
  readonly channel: string
  readonly id: string
  readonly answer: (problem?: Error) => void
}

const stored = { position: null, timestamp: 7, duplicate: 'unknown' } as const
const message = (id: string) => ({ id, name: 'n', data: null, meta: null, store: true, ttl: null })
const refusal = (retryable: boolean): RealtimeError =>
  new RealtimeError({ code: retryable ? 'rate_limited' : 'forbidden', message: 'No.', retryable })

function setUp(isConnected = true) {
  const calls: Call[] = []
  const publish = publishInOrder({
    isConnected: () => isConnected,
    publish: (channel, { id }) =>
      new Promise((resolve, reject) => {
        calls.push({ channel, id, answer: (problem) => (problem ? reject(problem) : resolve(stored)) })
      }),
  })
  return { calls, publish }
}

async function nth(calls: readonly Call[], count: number): Promise<Call> {
  for (let turn = 0; turn < 50 && calls.length < count; turn += 1) await Promise.resolve()
  const call = calls[count - 1]
  if (!call) throw new Error(`There were ${calls.length} calls`)
  return call
}

it('publishes a message of a channel when the one before it has been answered, and other channels meanwhile', async () => {
  const { calls, publish } = setUp()
  const outcomes = [
    publish('a', [message('1'), message('2')]),
    publish('a', [message('3')]),
    publish('b', [message('4')]),
  ]
  expect((await nth(calls, 2)).channel).toBe('b')
  for (const count of [1, 2, 3, 4]) (await nth(calls, count)).answer()
  expect((await Promise.all(outcomes)).flat()).toEqual([stored, stored, stored, stored])
  expect(calls.map(({ id }) => id)).toEqual(['1', '4', '2', '3'])
})

it('lets nothing overtake a message that may be taken later, and goes on when all are back', async () => {
  const { calls, publish } = setUp()
  const outcomes = [publish('a', [message('1'), message('2')]), publish('a', [message('3')])]
  ;(await nth(calls, 1)).answer(refusal(true))
  expect((await Promise.all(outcomes)).flat().map(({ error }) => error?.code)).toEqual([
    'rate_limited',
    'out_of_order',
    'out_of_order',
  ])
  const again = publish('a', [message('1')])
  ;(await nth(calls, 2)).answer()
  expect(await again).toEqual([stored])
})

it('goes on behind a message that is refused for good', async () => {
  const { calls, publish } = setUp()
  const outcomes = publish('a', [message('1'), message('2')])
  ;(await nth(calls, 1)).answer(refusal(false))
  ;(await nth(calls, 2)).answer()
  expect((await outcomes).map(({ error }) => error?.code)).toEqual(['forbidden', undefined])
})

it('refuses what is no channel, and everything without a connection', async () => {
  const { calls, publish } = setUp(false)
  expect((await publish('room', [message('1'), message('2')])).map(({ error }) => error?.code)).toEqual([
    'connection_closed',
    'connection_closed',
  ])
  expect((await publish('two words', [message('1')]))[0]?.error).toMatchObject({ code: 'invalid_argument' })
  expect(calls).toEqual([])
})

it('refuses a message that an SDK throws at', async () => {
  const { calls, publish } = setUp()
  const outcomes = publish('a', [message('1')])
  const cause = new TypeError('It is not what I know.')
  ;(await nth(calls, 1)).answer(cause)
  expect((await outcomes)[0]?.error).toMatchObject({ code: 'invalid_argument', channel: 'a', cause })
})
