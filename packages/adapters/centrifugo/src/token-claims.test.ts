import { expect, it } from 'vitest'
import { tokenClaims } from './token-claims.ts'

const token = (claims: unknown): string =>
  `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2lnbmF0dXJl`

it('reads whose a token is, what others see of them, and which channel it is for', () => {
  expect(tokenClaims(token({ sub: 'zoë', info: { name: 'Zoë 👋' }, channel: 'room:a' }))).toEqual({
    user: 'zoë',
    info: { name: 'Zoë 👋' },
    channel: 'room:a',
  })
})

it('reads nothing out of what says nothing, and out of what is no JWT', () => {
  const nothing = { user: null, info: null, channel: null }
  for (const claims of [{}, [], 7, null, { sub: '', info: 'Ana', channel: 7 }]) {
    expect(tokenClaims(token(claims))).toEqual(nothing)
  }
  for (const text of ['opaque', '', 'a.b.c', 'a.%%.c', '..']) expect(tokenClaims(text)).toEqual(nothing)
  expect(tokenClaims(null)).toEqual(nothing)
})
