import { expect, it, vi } from 'vitest'
import { createTokenRenewal } from './token-renewal.ts'

const tokenOf = (claims: object): string => `.${btoa(JSON.stringify(claims))}.`

function setUp(token: string | null) {
  const needs = {
    askForToken: vi.fn(() => Promise.resolve(token)),
    channelTokens: { keep: vi.fn((given: string) => given.length > tokenOf({ sub: 'ana' }).length) },
    replaceToken: vi.fn(() => Promise.resolve()),
    onRenewed: vi.fn(),
  }
  return { needs, renew: createTokenRenewal(needs) }
}

it('is one for all who call meanwhile, and another after that', async () => {
  const { needs, renew } = setUp(tokenOf({ sub: 'ana' }))
  await Promise.all([1, 2, 3].map(() => renew({ reason: 'expiring' })))
  expect(needs.replaceToken).toHaveBeenCalledOnce()
  expect(needs.onRenewed).toHaveBeenCalledOnce()
  await renew({ reason: 'expiring' })
  expect(needs.askForToken).toHaveBeenCalledTimes(2)
})

it('keeps the token of a channel for that channel', async () => {
  const { needs, renew } = setUp(tokenOf({ sub: 'ana', channel: 'room:1' }))
  await renew({ reason: 'forbidden', channel: 'room:1' })
  expect(needs.channelTokens.keep).toHaveBeenCalledOnce()
  expect(needs.replaceToken).not.toHaveBeenCalled()
})

it('takes no token of another channel than it was asked for', async () => {
  const { needs, renew } = setUp(tokenOf({ sub: 'ana', channel: 'room:1' }))
  await expect(renew({ reason: 'forbidden', channel: 'room:2' })).rejects.toMatchObject({
    code: 'invalid_argument',
    message: 'The token is for the channel "room:1", and was asked for "room:2".',
  })
  expect(needs.channelTokens.keep).not.toHaveBeenCalled()
  expect(needs.onRenewed).not.toHaveBeenCalled()
})

it('fails where there is no token, and can be tried again', async () => {
  const { needs, renew } = setUp(null)
  await expect(renew({ reason: 'expiring' })).rejects.toMatchObject({ code: 'unauthorized' })
  await expect(renew({ reason: 'expiring' })).rejects.toMatchObject({ code: 'unauthorized' })
  expect(needs.askForToken).toHaveBeenCalledTimes(2)
})
