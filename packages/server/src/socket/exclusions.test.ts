import { expect, it } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import { Exclusions } from './exclusions.ts'

it('keeps a client out until its time is over, and says how much is left', () => {
  const clock = new ManualClock()
  const exclusions = new Exclusions(clock)
  exclusions.set('ana', 'Be kind.', 60)
  clock.advance(59_000)
  expect(exclusions.find('ana')).toEqual({ reason: 'Be kind.', left: 1_000 })
  expect(exclusions.find('bob')).toBeNull()
  clock.advance(1_000)
  expect(exclusions.find('ana')).toBeNull()
})

it('takes the latest word, also that a client may come in again', () => {
  const exclusions = new Exclusions(new ManualClock())
  exclusions.set('ana', 'A', 10)
  exclusions.set('ana', 'B', 20)
  expect(exclusions.find('ana')).toEqual({ reason: 'B', left: 20_000 })
  exclusions.set('ana', 'C', 0)
  expect(exclusions.find('ana')).toBeNull()
})

it('keeps out a bounded number, and makes room where the time of others is over', () => {
  const clock = new ManualClock()
  const exclusions = new Exclusions(clock, 2)
  exclusions.set('a', 'x', 10)
  exclusions.set('b', 'x', 20)
  expect(() => exclusions.set('c', 'x', 30)).toThrow(/2 clients are kept out already/)
  exclusions.set('b', 'again', 30)
  clock.advance(10_000)
  exclusions.set('c', 'x', 30)
  expect(exclusions.find('c')).not.toBeNull()
})
