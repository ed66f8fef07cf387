import { expect, it } from 'vitest'
import { createPublisher } from './publisher.ts'
import { requestError } from './service-error.ts'

interface Call {
  readonly channel: string
  readonly data: unknown
  readonly answer: (problem?: unknown) => void
}

function setUp() {
  const calls: Call[] = []
  const publisher = createPublisher({
    clock: { date: () => 7 },
    client: {
      publish: (channel, data: unknown) =>
        new Promise((resolve, reject) => {
          calls.push({ channel, data, answer: (problem) => (problem ? reject(problem as Error) : resolve({})) })
        }),
    },
    ask: (call, channel) => call().catch((thrown: unknown) => Promise.reject(requestError(thrown, channel))),
    isConnected: () => true,
    maxMessageBytes: 100,
    maxFrameBytes: 300,
  })
  return { calls, publish: publisher.publish }
}

const message = (id: string, data: unknown = null) => ({ id, name: 'n', data, meta: null, store: true, ttl: null })

async function next(calls: readonly Call[], count: number): Promise<Call> {
  for (let turn = 0; turn < 50 && calls.length < count; turn += 1) await Promise.resolve()
  const call = calls[count - 1]
  if (!call) throw new Error(`There were ${calls.length} calls`)
  return call
}

it('sends a message of a channel when the one before it has been answered, and other channels meanwhile', async () => {
  const { calls, publish } = setUp()
  const outcomes = [
    publish('a', [message('1'), message('2')]),
    publish('a', [message('3')]),
    publish('b', [message('4')]),
  ]
  expect((await next(calls, 2)).channel).toBe('b')
  for (const count of [1, 2]) (await next(calls, count)).answer()
  for (const count of [3, 4]) (await next(calls, count)).answer()
  expect((await Promise.all(outcomes)).flat()).toEqual(
    Array.from({ length: 4 }, () => ({ position: null, timestamp: 7, duplicate: 'unknown' })),
  )
  expect(calls.map(({ data }) => data)).toMatchObject([{ id: '1' }, { id: '4' }, { id: '2' }, { id: '3' }])
})

it('lets nothing overtake a message that may be taken later, and goes on when all are back', async () => {
  const { calls, publish } = setUp()
  const outcomes = [publish('a', [message('1'), message('2')]), publish('a', [message('3')])]
  ;(await next(calls, 1)).answer({ code: 111, message: 'too many requests', temporary: true })
  expect((await Promise.all(outcomes)).flat().map(({ error }) => error?.code)).toEqual([
    'rate_limited',
    'out_of_order',
    'out_of_order',
  ])
  const again = publish('a', [message('1')])
  ;(await next(calls, 2)).answer()
  expect((await again)[0]?.error).toBeUndefined()
})

it('goes on behind a message that is refused for good', async () => {
  const { calls, publish } = setUp()
  const outcomes = publish('a', [message('1'), message('2')])
  ;(await next(calls, 1)).answer({ code: 103, message: 'permission denied' })
  ;(await next(calls, 2)).answer()
  expect((await outcomes).map(({ error }) => error?.code)).toEqual(['forbidden', undefined])
})

it('refuses by itself what is too large, in its data or all in all', async () => {
  const { calls, publish } = setUp()
  const large = message('1', 'é'.repeat(50))
  const wide = { ...message('2'), meta: { text: 'x'.repeat(250) } }
  const codes = (await publish('a', [large, wide])).map(({ error }) => error?.code)
  expect([codes, calls]).toEqual([['message_too_large', 'message_too_large'], []])
})
