import { decodeJwt, decodeProtectedHeader } from 'jose'
import { describe, expect, it } from 'vitest'
import { tokenCheck } from '../auth/check-token.ts'
import { nodeEnv } from '../env/node-env.ts'
import type { SignTokenOptions } from './sign-token.ts'
import { signToken } from './sign-token.ts'

const secret = 'a secret that nobody could guess: 7'

describe('signToken', () => {
  it('signs what a server with the same secret, issuer and audience accepts', async () => {
    const token = await signToken({
      secret,
      clientId: 'ana',
      capabilities: { 'room:*': ['subscribe', 'publish'] },
      info: { name: 'Ana' },
      issuer: 'https://app.example',
      audience: 'herenow',
    })
    const auth = { secret, issuer: 'https://app.example', audience: 'herenow' }
    const identity = await tokenCheck(auth, nodeEnv.clock)(token)
    expect(identity).toMatchObject({ clientId: 'ana', info: { name: 'Ana' } })
    expect(identity.rights.allows('room:a', 'publish')).toBe(true)
    expect(identity.rights.allows('room:a', 'history')).toBe(false)
    await expect(tokenCheck({ ...auth, secret: `${secret}!` }, nodeEnv.clock)(token)).rejects.toMatchObject({
      code: 'unauthorized',
    })
  })

  it('makes tokens that are good for an hour unless it is told otherwise, and says nothing that it was not told', async () => {
    const lifeOf = async (expiresIn?: number | string): Promise<number> => {
      const { exp = 0, iat = 0 } = decodeJwt(await signToken({ secret, clientId: 'ana', expiresIn }))
      return exp - iat
    }
    expect(await lifeOf()).toBe(3_600)
    expect(await lifeOf(90)).toBe(90)
    expect(await lifeOf('30s')).toBe(30)
    expect(await lifeOf('15m')).toBe(900)
    expect(await lifeOf('7d')).toBe(604_800)
    const token = await signToken({ secret, clientId: 'ana' })
    expect(Object.keys(decodeJwt(token)).toSorted()).toEqual(['exp', 'iat', 'jti', 'sub'])
    expect(decodeJwt(await signToken({ secret, clientId: 'ana' })).jti).not.toBe(decodeJwt(token).jti)
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'HS256', typ: 'JWT' })
  })

  it.each<[string, object, RegExp, RegExp]>([
    ['a short secret', { secret: 'short' }, /at least 32 bytes/, /auth\.secret/],
    ['no secret', { secret: undefined }, /at least 32 bytes/, /auth\.secret/],
    ['no client', { clientId: '' }, /`sub` must be the client id/, /`clientId` becomes `sub`/],
    ['a client id that is too long', { clientId: 'x'.repeat(129) }, /128 bytes/, /clientId/],
    [
      'an action that is not known',
      { capabilities: { a: ['publsh'] } },
      /"publsh"/,
      /Did you mean publish\? Known: subscribe/,
    ],
    ['an action that objects have by nature', { capabilities: { a: ['toString'] } }, /"toString"/, /Known: subscribe/],
    ['actions that are no list', { capabilities: { a: 'publish' } }, /`cap` must map/, /capabilities/],
    ['capabilities that are a list', { capabilities: ['publish'] }, /not a channel pattern|`cap` must map/, /./],
    [
      'a pattern within a segment',
      { capabilities: { 'ro*': ['publish'] } },
      /"ro\*".*not a channel pattern/,
      /room:\*/,
    ],
    ['info that is too large', { info: { name: 'x'.repeat(3_000) } }, /`info` must be an object/, /./],
    ['a time that is none', { expiresIn: '1 year' }, /`expiresIn`/, /'1h'/],
    ['no time at all', { expiresIn: 0 }, /`expiresIn`/, /'1h'/],
    ['a fraction of a second', { expiresIn: 0.5 }, /`expiresIn`/, /'1h'/],
    ['an option that is not known', { ttl: '1h' }, /"ttl"/, /Known: secret, clientId/],
  ])('refuses %s, and says what to do', async (_, wrong, message, hint) => {
    const options: SignTokenOptions = { secret, clientId: 'ana', ...wrong }
    await expect(signToken(options)).rejects.toMatchObject({
      code: 'invalid_argument',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    })
  })
})
