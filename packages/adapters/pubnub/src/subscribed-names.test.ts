import { createTestClock } from '@herenow/testing'
import { expect, it } from 'vitest'
import { createSubscribedNames } from './subscribed-names.ts'

it('tells when nothing is subscribed to any more, as nobody answers then', async () => {
  const clock = createTestClock()
  let isEmpty = 0
  const subscription = { subscribe() {}, unsubscribe() {}, pause() {} }
  const names = createSubscribedNames({
    clock,
    subscription,
    isConnected: () => true,
    onEmpty: () => (isEmpty += 1),
  })
  names.want('room', false)
  names.want('other', false)
  await clock.advance(0)
  void names.leave('room')
  expect(isEmpty).toBe(0)
  const left = names.leave('other')
  expect(isEmpty).toBe(1)
  names.left(['room', 'other'])
  await left
})
