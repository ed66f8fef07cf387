import { describe, expect, it } from 'vitest'
import { checkOrigins, mayConnect } from './origin.ts'

const hintOf = (origin: unknown): unknown => {
  try {
    checkOrigins([origin as string])
    return 'taken'
  } catch (error) {
    return (error as { hint?: string }).hint
  }
}

describe('origins', () => {
  it.each([
    'https://app.example.com',
    'http://localhost:5173',
    'http://[::1]:5173',
    'https://app.example.com:8443',
    'capacitor://localhost',
    'ionic://localhost',
    'app://electron',
    'file://',
    'null',
  ])('may be %s', (origin) => {
    expect(hintOf(origin)).toBe('taken')
    expect(mayConnect({ origin }, [origin], 'any')).toBe(true)
  })

  it.each([
    ['*', 'Leave `origins` out to take every page: with auth, tokens decide. Or list each origin.'],
    ['https://app.example.com/', 'Write it as browsers send it: "https://app.example.com".'],
    ['https://app.example.com/chat?x=1', 'Write it as browsers send it: "https://app.example.com".'],
    ['https://App.Example.com', 'Write it as browsers send it: "https://app.example.com".'],
    ['HTTPS://app.example.com:443', 'Write it as browsers send it: "https://app.example.com".'],
    ['app.example.com', 'An origin has a scheme and a host, and nothing behind them: "https://app.example.com".'],
    ['localhost:5173', 'An origin has a scheme and a host, and nothing behind them: "https://localhost:5173".'],
    ['https://*.example.com', 'Wildcards are not supported: list each origin, such as "https://app.example.com".'],
    ['*.example.com', 'Wildcards are not supported: list each origin, such as "https://app.example.com".'],
    [
      'capacitor://localhost/',
      'An origin has a scheme and a host, and nothing behind them: "https://app.example.com".',
    ],
    ['', 'An origin has a scheme and a host, and nothing behind them: "https://app.example.com".'],
    [7, 'An origin has a scheme and a host, and nothing behind them: "https://app.example.com".'],
  ])('are refused with what to write where they are %o', (origin, hint) => {
    expect(hintOf(origin)).toBe(hint)
  })
})

describe('pages of the same host', () => {
  it.each([
    ['https://app.example.com', 'app.example.com', true],
    ['https://app.example.com', 'app.example.com:443', true],
    ['http://app.example.com', 'app.example.com:80', true],
    ['http://localhost:3000', 'localhost:3000', true],
    ['https://app.example.com', 'APP.example.com', true],
    ['https://app.example.com:8443', 'app.example.com', false],
    ['https://app.example.com', 'app.example.com.evil.example', false],
    ['https://evil.example', 'app.example.com', false],
    ['https://app.example.com.evil.example', 'app.example.com', false],
    ['https://app.example.com@evil.example', 'app.example.com', false],
    ['null', 'null', false],
    ['file://', '', false],
    ['capacitor://localhost', 'localhost', false],
    ['https://app.example.com', 'a b', false],
    ['https://app.example.com', undefined, false],
  ])('%s on %s may connect: %s', (origin, host, may) => {
    expect(mayConnect({ origin, ...(host === undefined ? {} : { host }) }, null, 'same-host')).toBe(may)
    expect(mayConnect({ origin }, ['https://listed.example'], 'same-host')).toBe(false)
  })
})

describe('the page of the server itself', () => {
  const listed = ['https://app.example.com']
  const own = { origin: 'https://realtime.example.com', host: 'realtime.example.com' }
  const tunnel = { origin: 'http://127.0.0.1:7070', host: '127.0.0.1:7070' }

  it('may connect beside those that are listed, and only where there is one', () => {
    for (const page of [own, tunnel]) {
      expect(mayConnect(page, listed, 'any', true)).toBe(true)
      expect(mayConnect(page, listed, 'any', false)).toBe(false)
      expect(mayConnect({ ...page, origin: 'https://other.example.com' }, listed, 'any', true)).toBe(false)
    }
  })

  it('is on this machine where nobody is asked who they are: a name may have been pointed at it', () => {
    expect(mayConnect(tunnel, listed, 'same-machine', true)).toBe(true)
    expect(mayConnect(own, listed, 'same-machine', true)).toBe(false)
  })
})
