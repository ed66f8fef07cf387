import { expect, it } from 'vitest'
import { displayName, shortId } from './display-name.ts'

it('shows a name as it is, with single blanks', () => {
  expect(displayName('  Ada   Lovelace ')).toBe('Ada Lovelace')
  expect(displayName('عمر خالد')).toBe('عمر خالد')
})

it('has none for a blank name, and for what is no text', () => {
  for (const name of ['', '  ', '\u202E', undefined, null, 7, { name: 'Ada' }, ['Ada']]) {
    expect(displayName(name)).toBeUndefined()
  }
})

it('takes out what would turn the direction of the text around it', () => {
  expect(displayName('\u202Elive\u202C \u2066Ada\u2069')).toBe('live Ada')
  expect(displayName('Ada\u0000\u0007\nLovelace')).toBe('Ada Lovelace')
})

it('keeps joiners, without which emoji and some scripts fall apart', () => {
  expect(displayName('👩‍👩‍👧‍👦 نمی‌خواهم')).toBe('👩‍👩‍👧‍👦 نمی‌خواهم')
})

it('cuts off a name of a megabyte', () => {
  expect(displayName('x'.repeat(1_000_000))?.length).toBe(120)
})

it('does not cut a letter in two', () => {
  for (const name of ['👩‍👩‍👧‍👦'.repeat(40), `x${'😀'.repeat(100)}`]) expect(displayName(name)).not.toMatch(/\p{Cs}/u)
})

it.each([
  ['ada', 'ada'],
  ['ada@example.com', 'ada@example.com'],
  ['3f2a9c1e-7a44-4d0e-9f3b-1b2c3d4e5f60', '3f2a9c…4e5f60'],
  ['a\u202eb', 'a b'],
  ['\u0007', undefined],
  ['👩‍🚀'.repeat(18), `${'👩‍🚀'.repeat(6)}…${'👩‍🚀'.repeat(6)}`],
])('shortens %j to %j in the place of a name', (clientId, shown) => {
  expect(shortId(clientId)).toBe(shown)
})

it.each([
  ['auth0|6570f3a2b1c4d5e6f7a8b9c0', 'auth0|6570f3a2b1c4d5e6f7a8b9c1'],
  ['user_2NNEqL2nrIRdJ194ndJqAHwEfxC', 'user_2NNEqL2nrIRdJ194ndJqAHwEfxD'],
])('tells %j and %j apart, which begin alike', (ada, ben) => {
  expect(shortId(ada)).not.toBe(shortId(ben))
})
