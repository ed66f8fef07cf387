import { expect, it } from 'vitest'
import { createPublish } from './publish.ts'

const message = (id: string, data: unknown = null) => ({ id, name: 'n', data, meta: null, store: true, ttl: null })

function setUp() {
  const sent: unknown[] = []
  const publish = createPublish({
    clock: { date: () => 7 },
    client: {
      publish(_channel, data: unknown) {
        sent.push(data)
        return Promise.resolve({})
      },
    },
    ask: (call) => call(),
    isConnected: () => true,
    maxMessageBytes: 100,
    maxFrameBytes: 300,
  })
  return { sent, publish }
}

it('sends what other clients of the kit need beside the data, and tells the time that stands in it', async () => {
  const { sent, publish } = setUp()
  expect(await publish('a', [message('1', 'hello')])).toEqual([{ position: null, timestamp: 7, duplicate: 'unknown' }])
  expect(sent).toMatchObject([{ id: '1', name: 'n', data: 'hello' }])
})

it('refuses by itself what is too large, in its data or all in all', async () => {
  const { sent, publish } = setUp()
  const large = message('1', 'é'.repeat(50))
  const wide = { ...message('2'), meta: { text: 'x'.repeat(250) } }
  const codes = (await publish('a', [large, wide])).map(({ error }) => error?.code)
  expect([codes, sent]).toEqual([['message_too_large', 'message_too_large'], []])
})
