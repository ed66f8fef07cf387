import { RealtimeError } from '@herenow/adapter'
import { describe, expect, it } from 'vitest'
import { websocket } from './index.ts'
import { parseSocketUrl } from './socket-url.ts'

function problemOf(url: string, options: object = {}): RealtimeError {
  try {
    websocket(url, options)
  } catch (error) {
    if (RealtimeError.isInstance(error)) return error
  }
  throw new Error(`${url} was accepted`)
}

it('takes ws and wss addresses as they are', () => {
  expect(parseSocketUrl('ws://localhost:7070', {}).url).toBe('ws://localhost:7070/')
  expect(parseSocketUrl('wss://live.example.com/realtime', {}).url).toBe('wss://live.example.com/realtime')
})

it('refuses everything else with a hint, before any network is touched', () => {
  for (const url of [
    '',
    'localhost:7070',
    'http://localhost',
    'https://localhost',
    '//localhost',
    'ws://',
    'ws:// x',
  ]) {
    expect(problemOf(url)).toMatchObject({ code: 'invalid_argument', hint: expect.stringContaining('ws://') })
  }
})

describe('options in the query', () => {
  it('are read in seconds, and left out of the address that is opened, but for the name', () => {
    const url = 'ws://host:7070/x?name=checkout&heartbeat=25&reconnect_interval=2&fail_fast=1#top'
    expect(parseSocketUrl(url, {})).toEqual({
      url: 'ws://host:7070/x?name=checkout',
      options: { name: 'checkout', heartbeat: 25_000, reconnectInterval: 2_000, failFast: true },
    })
  })

  it('give way to options that are passed', () => {
    expect(parseSocketUrl('ws://host/?fail_fast=true&name=a', { failFast: false }).options).toEqual({
      name: 'a',
      failFast: false,
    })
  })

  it('are refused when unknown, with a list of the known', () => {
    for (const key of ['fail-fast', 'token', '__proto__', 'constructor', 'toString']) {
      const { code, message } = problemOf(`ws://host/?${key}=1`)
      expect(code).toBe('invalid_argument')
      expect(message).toContain(`"${key}"`)
      for (const known of ['name', 'heartbeat', 'reconnect_interval', 'fail_fast']) expect(message).toContain(known)
    }
  })

  it('are refused when they make no sense', () => {
    for (const query of [
      'heartbeat=0',
      'heartbeat=x',
      'heartbeat=',
      'reconnect_interval=-1',
      'reconnect_interval=1e9',
      'fail_fast=yes',
      'fail_fast=__proto__',
      'name=a%00b',
      `name=${'x'.repeat(101)}`,
    ]) {
      expect(problemOf(`ws://host/?${query}`).message).toContain('bad value')
    }
  })
})

describe('options that are passed', () => {
  it('have a name that stands in the address as a query can carry it', () => {
    expect(parseSocketUrl('ws://host/?name=b', { name: 'a b&c=ü' }).url).toBe('ws://host/?name=a%20b%26c%3D%C3%BC')
  })

  it('are checked as those of the query are', () => {
    const longest = 3_600_000
    for (const options of [
      { heartbeat: 0 },
      { heartbeat: -1 },
      { heartbeat: Number.NaN },
      { heartbeat: 3e9 },
      { heartbeat: Infinity },
      { heartbeat: longest + 1 },
      { reconnectInterval: 0 },
      { reconnectInterval: 3e9 },
      { heartbeat: '25' },
      { failFast: 'yes' },
      { name: 7 },
      { name: 'a\u202eb' },
      { name: '\ud800' },
      { heartBeat: 25_000 },
    ]) {
      const text = problemOf('ws://host', options).message
      expect(text).toContain(`"${Object.keys(options)[0]}"`)
    }
    expect(parseSocketUrl('ws://host', { heartbeat: longest, reconnectInterval: 1 }).options).toEqual({
      heartbeat: longest,
      reconnectInterval: 1,
    })
    expect(() => websocket('ws://host', { heartbeat: undefined, name: undefined })).not.toThrow()
  })

  it('leave the value of the query where they are undefined', () => {
    expect(parseSocketUrl('ws://host?heartbeat=25', { heartbeat: undefined }).options.heartbeat).toBe(25_000)
  })
})
