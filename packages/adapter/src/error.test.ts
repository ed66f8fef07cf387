import { describe, expect, it, vi } from 'vitest'
import { RealtimeError } from './error.ts'
import { hints as development } from './hints.development.ts'
import { hint } from './hint.ts'
import './with-hints.ts'

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

  it('limits the time that a service asks to wait to a minute, and ignores one that makes no sense', () => {
    const wish = (retryAfter: number): unknown =>
      new RealtimeError({ code: 'rate_limited', message: 'm', retryAfter }).retryAfter
    expect([0, 2, 60_000, 60_001, 3e9, Infinity].map(wish)).toEqual([0, 2, 60_000, 60_000, 60_000, 60_000])
    expect([-1, -Infinity, Number.NaN].map(wish)).toEqual([undefined, undefined, undefined])
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

  it('has a hint for every code in Node and in development, and none in the entry for browsers in production', async () => {
    for (const text of Object.values(development)) expect(text.length).toBeGreaterThan(20)
    expect(hint('socket-url')).toBe(development['socket-url'])
    vi.resetModules()
    const production = await import('./index.ts')
    expect(production.hint('socket-url')).toBe('')
    expect(new production.RealtimeError({ code: 'timeout', message: 'm' }).hint).toBe('')
  })
})
