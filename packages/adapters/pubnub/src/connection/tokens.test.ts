import { createTestEnv, settled, silentLogger } from '@herenow/testing'
import type { TestEnv } from '@herenow/testing'
import { expect, it } from 'vitest'
import type { Tokens } from './tokens.ts'
import { createTokens } from './tokens.ts'

interface World extends TestEnv {
  readonly tokens: Tokens
  /** What the SDK was given. */
  readonly given: string[]
  endings: number
}

/** `ttl`: minutes, of tokens that say so. */
function world(clientId: string | null, ttl?: number, users: readonly string[] = ['ana']): World {
  const test = createTestEnv()
  const given: string[] = []
  let tokens = 0
  const context = {
    clientId,
    info: null,
    failFast: false,
    token: () => Promise.resolve('a-token'),
    env: test.env,
    log: silentLogger,
    emit: () => {},
  }
  const made: World = {
    ...test,
    given,
    endings: 0,
    tokens: createTokens({
      context,
      client: {
        setToken: (token) => void given.push(token),
        setUUID: (userId) => void given.push(userId),
        parseToken() {
          if (ttl === undefined) throw new Error('That is no token')
          return {
            timestamp: Math.floor(test.clock.date() / 1_000),
            ttl,
            authorized_uuid: users[(tokens += 1) - 1] ?? 'ana',
          }
        },
      },
      onEnding: () => (made.endings += 1),
    }),
  }
  return made
}

it('gives the SDK the token, and the user that it is for where nobody is named', async () => {
  const named = world('ana', 60)
  await named.tokens.fetch({ reason: 'connect' })
  expect(named.given).toEqual(['a-token'])
  const unnamed = world(null, 60)
  await unnamed.tokens.fetch({ reason: 'connect' })
  expect(unnamed.given).toEqual(['a-token', 'ana'])
  expect([unnamed.tokens.clientId(), unnamed.tokens.isReady()]).toEqual(['ana', true])
})

it('says when the token ends soon, also after days', async () => {
  for (const ttl of [10, 60 * 24 * 30]) {
    const one = world('ana', ttl)
    await one.tokens.fetch({ reason: 'connect' })
    await one.clock.advance(ttl * 60_000 * 0.8)
    expect(one.endings).toBe(0)
    await one.clock.advance(ttl * 60_000 * 0.11)
    expect(one.endings).toBe(1)
  }
})

it('waits for nothing where a token says nothing, or when it is given up', async () => {
  const silent = world('ana')
  await silent.tokens.fetch({ reason: 'connect' })
  expect(silent.clock.pending).toBe(0)
  const ended = world('ana', 10)
  await ended.tokens.fetch({ reason: 'connect' })
  ended.tokens.giveUp()
  await settled()
  expect(ended.clock.pending).toBe(0)
})

it('takes no token of somebody else, also where nobody was named at first', async () => {
  const named = world('bob', 60)
  const refusal = { code: 'unauthorized', message: 'The token is for "ana".' }
  await expect(named.tokens.fetch({ reason: 'connect' })).rejects.toMatchObject(refusal)
  const unnamed = world(null, 60, ['ana', 'bob'])
  await unnamed.tokens.fetch({ reason: 'connect' })
  await expect(unnamed.tokens.fetch({ reason: 'expiring' })).rejects.toMatchObject({ code: 'unauthorized' })
  expect([named.given, unnamed.given]).toEqual([[], ['a-token', 'ana']])
})
