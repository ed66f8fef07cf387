import { scriptedAdapter } from '@herenow/testing'
import { expect, it } from 'vitest'
import { acceptSession } from './accept-session.ts'

const { capabilities } = scriptedAdapter()
const told = { status: 'connected', connectionId: 'c1', clientId: 'ana', info: { name: 'Ana' } } as const
const limits = { maxMessageBytes: 1_000, maxSignalBytes: 10, maxStateBytes: 100 }

it('adopts the client id of the service if the client has none, and the sizes that the service allows', () => {
  const current = { clientId: null, info: null, capabilities }
  expect(acceptSession(current, { ...told, limits })).toBeNull()
  expect(current).toEqual({ clientId: 'ana', info: { name: 'Ana' }, capabilities: { ...capabilities, ...limits } })
})

it('keeps the same capabilities object when the service sends the same sizes again', () => {
  const current = { clientId: 'ana', info: null, capabilities }
  acceptSession(current, { ...told, limits })
  const before = current.capabilities
  acceptSession(current, { ...told, limits: { ...limits } })
  acceptSession(current, told)
  expect(current.capabilities).toBe(before)
})

it('refuses a session that acts for somebody else, and adopts nothing of it', () => {
  const current = { clientId: 'ben', info: null, capabilities }
  expect(acceptSession(current, { ...told, limits })).toMatchObject({ code: 'unauthorized', retryable: false })
  expect(current).toEqual({ clientId: 'ben', info: null, capabilities })
})
