import { scriptedAdapter } from '@herenow/testing'
import { expect, it } from 'vitest'
import { acceptSession } from './accept-session.ts'

const { capabilities: most } = scriptedAdapter()
const told = { status: 'connected', connectionId: 'c1', clientId: 'ana', info: { name: 'Ana' } } as const
const capabilities = { maxMessageBytes: 1_000, history: 'none' } as const

it('adopts the client id of the service if the client has none, and what the service can do', () => {
  const current = { clientId: null, info: null, capabilities: most }
  expect(acceptSession(current, { ...told, capabilities }, most)).toBeNull()
  expect(current).toEqual({ clientId: 'ana', info: { name: 'Ana' }, capabilities: { ...most, ...capabilities } })
})

it('keeps the same capabilities object when the service says the same again', () => {
  const current = { clientId: 'ana', info: null, capabilities: most }
  acceptSession(current, { ...told, capabilities }, most)
  const before = current.capabilities
  acceptSession(current, { ...told, capabilities: { ...capabilities } }, most)
  expect(current.capabilities).toBe(before)
})

it('goes by what the adapter says again when the service says nothing of it any more', () => {
  const current = { clientId: 'ana', info: null, capabilities: most }
  acceptSession(current, { ...told, capabilities }, most)
  acceptSession(current, told, most)
  expect(current.capabilities).toEqual(most)
})

it('refuses a session that acts for somebody else, and adopts nothing of it', () => {
  const current = { clientId: 'ben', info: null, capabilities: most }
  expect(acceptSession(current, { ...told, capabilities }, most)).toMatchObject({
    code: 'unauthorized',
    retryable: false,
  })
  expect(current).toEqual({ clientId: 'ben', info: null, capabilities: most })
})
