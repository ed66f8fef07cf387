import { describe, expect, it } from 'vitest'
import { requestError, serviceError, subscriptionEnd } from './service-error.ts'

describe('an answer of Centrifugo', () => {
  it.each([
    [100, 'server_error'],
    [101, 'unauthorized'],
    [102, 'not_found'],
    [103, 'forbidden'],
    [107, 'invalid_argument'],
    [108, 'unsupported'],
    [109, 'token_expired'],
    [111, 'rate_limited'],
    [3503, 'connection_closed'],
    [3507, 'forbidden'],
    [3999, 'connection_closed'],
  ])('with the code %i is %s, in its own words', (code, expected) => {
    const error = serviceError({ code, message: 'as it says' }, 'room')
    expect(error).toMatchObject({
      code: expected,
      message: `Centrifugo said: as it says (${code}).`,
      origin: 'server',
      channel: 'room',
      retryable: false,
    })
  })

  it.each([400, 1_000, 4_500])('with the code %i of the app’s own is a refusal by its rules', (code) => {
    expect(serviceError({ code, message: 'No swearing' }).code).toBe('rejected')
  })

  it('may be worth another try if it says so', () => {
    expect(serviceError({ code: 100, message: 'busy', temporary: true }).retryable).toBe(true)
  })
})

describe('a failure of the SDK', () => {
  it('says whether the request may have taken effect', () => {
    expect(requestError({ code: 1, message: 'timeout' })).toMatchObject({ code: 'timeout', outcome: 'unknown' })
    expect(requestError({ code: 11, message: 'gone' })).toMatchObject({ code: 'connection_closed', outcome: 'unknown' })
    expect(requestError({ code: 10, message: 'not sent' }).outcome).toBeUndefined()
  })

  it('to get a token for a channel says why, and that it goes on', () => {
    expect(requestError({ code: 8, message: '502' }, 'room')).toMatchObject({
      code: 'connection_failed',
      message: expect.stringContaining('502'),
      retryable: true,
      channel: 'room',
    })
    expect(subscriptionEnd({ code: 1, message: 'unauthorized' }, 'room')).toMatchObject({ code: 'unauthorized' })
    expect(subscriptionEnd({ code: 103, message: 'permission denied' }, 'room')).toMatchObject({ code: 'forbidden' })
  })

  it('that is none of its own keeps its cause', () => {
    const cause = new TypeError('broken')
    expect(requestError(cause)).toMatchObject({ code: 'server_error', cause })
  })
})
