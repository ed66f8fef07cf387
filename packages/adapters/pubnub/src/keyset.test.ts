import { RealtimeError } from '@herenow/adapter'
import { expect, it, vi } from 'vitest'
import { createKeyset } from './keyset.ts'

const error = (code: 'unsupported' | 'timeout'): RealtimeError => new RealtimeError({ code, message: 'No.' })

function setUp() {
  const client = {
    fetchMessages: vi.fn(() => Promise.resolve({ channels: {} })),
    hereNow: vi.fn(() => Promise.resolve({ channels: {} })),
  }
  return { client, keyset: createKeyset({ client, ask: (call) => call() }) }
}

it('asks once, however many channels are attached', async () => {
  const { client, keyset } = setUp()
  await Promise.all(Array.from({ length: 20 }, (_, index) => keyset.learn(`room:${index}`)))
  await keyset.learn('room:later')
  expect(client.fetchMessages).toHaveBeenCalledOnce()
  expect(client.hereNow).toHaveBeenCalledOnce()
  expect(keyset.lacking()).toEqual({})
})

it('knows what it does not have, and asks again after an answer that says nothing of that', async () => {
  const { client, keyset } = setUp()
  client.fetchMessages.mockRejectedValueOnce(error('unsupported'))
  client.hereNow.mockRejectedValueOnce(error('timeout'))
  await keyset.learn('room:1')
  expect(keyset.lacking()).toEqual({ history: 'none', recovery: 'session' })
  await keyset.learn('room:2')
  expect(client.fetchMessages).toHaveBeenCalledOnce()
  expect(client.hereNow).toHaveBeenCalledTimes(2)
})
