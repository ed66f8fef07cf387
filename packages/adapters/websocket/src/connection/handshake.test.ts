import { expect, it } from 'vitest'
import { welcome } from '../../test-support/world.ts'
import { createHandshake } from './handshake.ts'

it('says who we are, and asks to resume the connection that the server accepted last', () => {
  const handshake = createHandshake('ana', { name: 'Ana' })
  expect(handshake.hello('t1')).toMatchObject({
    type: 'hello',
    clientId: 'ana',
    info: { name: 'Ana' },
    token: 't1',
    resumeKey: undefined,
  })
  expect(handshake.accept(welcome)).toBeNull()
  expect(handshake.welcome).toBe(welcome)
  expect(handshake.hello('t2')).toMatchObject({ token: 't2', resumeKey: 'key-1' })
  handshake.forget()
  expect(handshake.welcome).toBeNull()
  expect(handshake.hello('t3').resumeKey).toBeUndefined()
})

it('learns who we are from the first welcome if only the token says it', () => {
  const handshake = createHandshake(null, null)
  expect(handshake.hello('t1')).toMatchObject({ clientId: undefined, info: undefined })
  expect(handshake.accept({ ...welcome, clientId: 'ben' })).toBeNull()
  expect([handshake.clientId, handshake.hello('t2').clientId]).toEqual(['ben', 'ben'])
})

it('refuses a welcome for somebody else, also after it was told to forget', () => {
  const handshake = createHandshake(null, null)
  handshake.accept(welcome)
  handshake.forget()
  expect(handshake.accept({ ...welcome, clientId: 'ben' })).toMatchObject({ code: 'unauthorized' })
  expect([handshake.clientId, handshake.welcome]).toEqual(['ana', null])
})
