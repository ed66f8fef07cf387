import { RealtimeError } from '@herenow/adapter'
import { describe, expect, it } from 'vitest'
import { requestError, serviceError } from './service-error.ts'

describe('an error of Ably', () => {
  it.each([
    [40009, 'message_too_large', false],
    [40010, 'invalid_argument', false],
    [40101, 'unauthorized', false],
    [40142, 'token_expired', false],
    [40160, 'forbidden', false],
    [40300, 'forbidden', false],
    [40400, 'not_found', false],
    [42910, 'rate_limited', true],
    [42999, 'rate_limited', true],
    [50003, 'server_error', true],
    [80003, 'connection_closed', true],
    [90007, 'timeout', true],
    [90010, 'rejected', false],
    [93002, 'rejected', false],
  ])('%i means %s', (code, meaning, retryable) => {
    const error = serviceError({ code, message: 'No.', statusCode: 400 }, 'room')
    expect(error).toMatchObject({ code: meaning, retryable, origin: 'server', channel: 'room' })
    expect(error.message).toBe(`Ably said: No (${code}).`)
    expect(error.hint).not.toBe('')
  })

  it('goes by its status where its code is new', () => {
    expect(serviceError({ code: 99999, message: 'Oh', statusCode: 503 })).toMatchObject({
      code: 'server_error',
      retryable: true,
    })
  })
})

it('leaves open whether a request that the network ate has taken effect', () => {
  const thrown = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
  expect(requestError(thrown)).toMatchObject({
    code: 'connection_closed',
    retryable: true,
    outcome: 'unknown',
    message: 'Ably could not be asked: read ECONNRESET',
  })
})

it('leaves errors of the kit as they are', () => {
  const error = new RealtimeError({ code: 'forbidden', message: 'No.' })
  expect(requestError(error)).toBe(error)
})
