import { inspect } from 'node:util'
import { RealtimeError } from '@herenow/adapter'
import { describe, expect, it } from 'vitest'
import { readableLog } from './readable-log.ts'
import { redacted } from './redacted.ts'
import { terminalLog } from './terminal-log.ts'

const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbmEifQ.c2lnbmF0dXJlLW9mLWl0'

/** What each of our logs writes. */
function written(message: string, details: unknown): readonly string[] {
  const lines: string[] = []
  const write = (line: string): void => void lines.push(line)
  terminalLog('debug', { write }).error(message, details)
  readableLog('debug', write).error(message, details)
  return lines
}

describe('a log', () => {
  it.each([
    'token',
    'accessToken',
    'secret',
    'clientSecret',
    'password',
    'Authorization',
    'cookie',
    'set-cookie',
    'cookies',
    'apiKey',
    'x-api-key',
    'key',
    'resumeKey',
    'proof',
    'credentials',
  ])('never has the value of a `%s`, however deep it stands', (name) => {
    const inner = { [name]: 'MARKED', [`${name}`]: { of: 'MARKED' } }
    const error = Object.assign(
      new Error('It failed', { cause: new RealtimeError({ code: 'timeout', message: 'm' }) }),
      {
        request: { headers: { [name]: ['MARKED'] } },
      },
    )
    const circular: Record<string, unknown> = { inner, list: [inner], map: new Map([[name, 'MARKED']]), error }
    circular['self'] = circular
    for (const line of written('It failed', circular)) {
      expect(line).not.toContain('MARKED')
      expect(line).toContain('[redacted]')
    }
  })

  it('has no token in a text either', () => {
    const texts = [
      `The token ${jwt} is bad`,
      'Authorization: Bearer MARKED-MARKED',
      'GET /realtime?token=MARKED&x=1',
      '-----BEGIN PRIVATE KEY-----\nMARKED\n-----END PRIVATE KEY-----',
    ]
    for (const text of texts) {
      for (const line of written(text, { text, error: new Error(text) })) {
        expect(line).not.toMatch(/MARKED|eyJzdWIi/)
        expect(line).toContain('[redacted]')
      }
    }
  })

  it('keeps what nobody has to hide', () => {
    const details = { connectionId: 'c1', requestId: 'r1', tokenId: 'jti', hint: 'Set HERENOW_TOKEN_SECRET.', times: 2 }
    expect(redacted(details)).toEqual(details)
    expect(redacted({ token: null, when: new Date(0) })).toEqual({ token: null, when: new Date(0) })
    expect(inspect(redacted(new TypeError('x is not a function')))).toContain('redacted.test.ts')
  })

  it('is not stopped by what can not be read', () => {
    const hostile = {
      get broken(): never {
        throw new Error('No')
      },
    }
    expect(redacted(hostile)).toBe('[unreadable]')
  })
})
