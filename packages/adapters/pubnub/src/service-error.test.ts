import { RealtimeError } from '@herenow/adapter'
import { describe, expect, it } from 'vitest'
import { isAboutToken, requestError } from './service-error.ts'

const rejection = (statusCode: number, errorData: unknown): unknown => ({
  message: 'PubNub call failed, check status for details',
  status: { error: true, statusCode, errorData },
})

describe('an error of PubNub', () => {
  it.each([
    [400, { message: 'Invalid Subscribe Key' }, 'unauthorized', false],
    [400, [0, 'Invalid JSON', '1'], 'invalid_argument', false],
    [402, { error_message: 'Not enabled.' }, 'unsupported', false],
    [403, { message: 'Forbidden' }, 'forbidden', false],
    [403, { message: 'Token is expired.' }, 'token_expired', false],
    [403, { message: 'Token is revoked' }, 'unauthorized', false],
    [404, undefined, 'not_found', false],
    [413, [0, 'Message Too Large', '1'], 'message_too_large', false],
    [429, {}, 'rate_limited', true],
    [500, {}, 'server_error', true],
  ])('%i %j means %s', (status, data, code, retryable) => {
    const error = requestError(rejection(status, data), 'room')
    expect(error).toMatchObject({ code, retryable, origin: 'server', channel: 'room' })
    expect(error.message).toMatch(new RegExp(`^PubNub said: .*[^.] \\(${status}\\)\\.$`))
    expect(error.hint).not.toBe('')
  })

  it('is about the token only where it is the token that is refused', () => {
    const about = (status: number, message: string): boolean =>
      isAboutToken(requestError(rejection(status, { message })))
    expect([about(403, 'Token is revoked'), about(403, 'Forbidden'), about(400, 'Invalid Key')]).toEqual([
      true,
      false,
      false,
    ])
  })
})

it('leaves open whether a request that the network ate has taken effect', () => {
  const status = { category: 'PNNetworkIssuesCategory', error: true, errorData: new Error('read ECONNRESET') }
  const lost = { code: 'connection_closed', retryable: true, outcome: 'unknown' }
  expect(requestError({ status })).toMatchObject({ ...lost, message: 'PubNub did not answer: read ECONNRESET.' })
  expect(requestError({ status: { ...status, category: 'PNTimeoutCategory' } })).toMatchObject({ code: 'timeout' })
})

it('says what the SDK refuses by itself', () => {
  const status = { type: 'validationError', error: true, message: 'Missing Channel' }
  expect(requestError({ status })).toMatchObject({
    code: 'invalid_argument',
    message: 'PubNub said: Missing Channel (400).',
  })
})

it('leaves errors of the kit as they are', () => {
  const error = new RealtimeError({ code: 'forbidden', message: 'No.' })
  expect(requestError(error)).toBe(error)
})
