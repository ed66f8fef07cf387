import { createHub } from '@herenow/memory'
import { expect, it } from 'vitest'
import { limitsOf } from './limits.ts'

const { capabilities } = createHub().adapter()

it('has nothing to say of a service that can do all', () => {
  expect(limitsOf(capabilities)).toEqual([])
})

it('names what people would look for in vain', () => {
  expect(limitsOf({ ...capabilities, presence: 'none', signals: false, history: 'forward' })).toEqual([
    'who is here',
    'who is typing',
    'messages before the last 50',
  ])
  expect(limitsOf({ ...capabilities, history: 'none', recovery: 'none' })).toEqual([
    'messages from before one came',
    'what was said while one was away',
  ])
})
