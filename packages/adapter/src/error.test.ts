import { describe, expect, it } from 'vitest'
import { RealtimeError } from './error.ts'
import { hints as development } from './hints.development.ts'
import { hints as production } from './hints.production.ts'

describe('RealtimeError', () => {
  it('says what happened and what to do', () => {
    const cause = new Error('socket hang up')
    const error = new RealtimeError({ code: 'timeout', message: 'No answer within 10 s.', retryable: true, cause })
    expect(error).toMatchObject({ name: 'RealtimeError', code: 'timeout', origin: 'client', retryable: true, cause })
    expect(error.hint).toBe(development.timeout)
    expect(`${error}`).toBe('RealtimeError: No answer within 10 s.')
  })

  it('prefers a hint of its own', () => {
    expect(new RealtimeError({ code: 'timeout', message: 'm', hint: 'Look here.' }).hint).toBe('Look here.')
  })

  it('is recognised when another copy of the package made it', () => {
    const foreign = Object.assign(new Error('m'), { [Symbol.for('herenow.RealtimeError')]: true })
    expect(RealtimeError.isInstance(foreign)).toBe(true)
    expect([new Error('m'), null, { code: 'timeout' }].map((value) => RealtimeError.isInstance(value))).toEqual([
      false,
      false,
      false,
    ])
  })

  it('has a hint for every code in development, and none in production', () => {
    for (const text of Object.values(development)) expect(text.length).toBeGreaterThan(20)
    expect(production).toEqual({})
  })
})
