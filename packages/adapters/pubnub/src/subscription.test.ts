import { createTestClock } from '@herenow/testing'
import { expect, it } from 'vitest'
import type { SdkListener } from './sdk.ts'
import { createSubscription } from './subscription.ts'

it('asks anew after a silence longer than a poll, and tells when that is not answered', async () => {
  const clock = createTestClock()
  const told: string[] = []
  const sdk: { listener?: SdkListener; asked: number } = { asked: 0 }
  const subscription = createSubscription({
    client: {
      addListener: (listener) => void (sdk.listener = listener),
      removeListener() {},
      subscribe: () => void (sdk.asked += 1),
      unsubscribe() {},
      disconnect() {},
    },
    clock,
    during: (work) => work(),
    listener: {
      connected: () => void told.push('connected'),
      refused: ({ text }) => void told.push(text),
      received: () => void told.push('received'),
      left() {},
      unreadable() {},
      beatFailed() {},
    },
  })
  subscription.subscribe(['room'])
  sdk.listener?.status?.({ operation: 'PNSubscribeOperation', category: 'PNConnectedCategory' })
  await clock.advance(300_000)
  sdk.listener?.message?.({ channel: 'room', timetoken: '17958240261410000' })
  await clock.advance(300_000)
  expect(sdk.asked).toBe(1)
  await clock.advance(30_000)
  expect(sdk.asked).toBe(2)
  expect(told).toEqual(['connected', 'received', expect.stringContaining('nothing came of a subscribe')])
  subscription.pause()
  expect(clock.pending).toBe(0)
})
