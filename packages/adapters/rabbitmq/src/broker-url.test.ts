import { describe, expect, it } from 'vitest'
import { parseBrokerUrl } from './broker-url.ts'
import { checkedSettings } from './options.ts'

describe('the URL of the broker', () => {
  it('is left alone where it sets nothing', () => {
    expect(parseBrokerUrl('wss://rabbit.example.com/ws')).toEqual({ url: 'wss://rabbit.example.com/ws', options: {} })
  })

  it('sets what it sets for AMQP clients too, with times in seconds', () => {
    const url = 'ws://127.0.0.1:15674/ws?name=the+shop&heartbeat=25&reconnect_interval=0.5&fail_fast=1'
    expect(parseBrokerUrl(url)).toEqual({
      url: 'ws://127.0.0.1:15674/ws',
      options: { name: 'the shop', heartbeat: 25_000, reconnectInterval: 500, failFast: true },
    })
  })

  it.each(['heartbeet=1', 'heartbeat=0', 'heartbeat=often', 'fail_fast=maybe', '__proto__=1'])(
    'that sets %s is refused, with what it can set',
    (query) => {
      expect(() => parseBrokerUrl(`ws://localhost/ws?${query}`)).toThrow(
        /Known: name, heartbeat, reconnect_interval, fail_fast\./,
      )
    },
  )

  it.each([undefined, '', 'localhost:15674', 'http://localhost/ws', 'amqp://localhost', 'ws://'])(
    'must be one of a WebSocket, not %j',
    (url) => {
      expect(() => parseBrokerUrl(url)).toThrow(expect.objectContaining({ code: 'invalid_argument' }))
    },
  )
})

describe('the options', () => {
  it('that are not known are refused, with those that are', () => {
    // @ts-expect-error what JavaScript lets pass
    expect(() => checkedSettings({ hartbeat: 1 })).toThrow(/the unknown "hartbeat"\. Known: login, .*failFast\./)
  })

  it.each([{ heartbeat: -1 }, { exchange: '' }, { vhost: '' }, { reconnectInterval: 4_000_000 }])(
    'can not be %j',
    (options) => {
      expect(() => checkedSettings(options)).toThrow(expect.objectContaining({ code: 'invalid_argument' }))
    },
  )

  it('have a login where they have a password', () => {
    expect(() => checkedSettings({ passcode: 'secret' })).toThrow('"passcode" needs "login"')
  })

  it('may be undefined', () => {
    expect(checkedSettings({ vhost: undefined })).toMatchObject({ exchange: 'amq.topic', streamPrefix: 'herenow.' })
  })

  it('is told without its password where it is refused', () => {
    const refused = (url: string) => () => parseBrokerUrl(url)
    expect(refused('http://web:p@ss/word@localhost/ws')).toThrow('"http://web:***@localhost/ws"')
    expect(refused('http://web:secret@localhost/ws')).not.toThrow(/secret/)
  })
})
