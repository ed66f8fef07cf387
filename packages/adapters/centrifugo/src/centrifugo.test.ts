import type { AdapterContext } from '@herenow/adapter'
import { createRealEnv, silentLogger } from '@herenow/testing'
import { Centrifuge } from 'centrifuge'
import { describe, expect, it } from 'vitest'
import type { CentrifugoFactory, CentrifugoOptions } from './with-hints.ts'
import { centrifugo } from './with-hints.ts'

const context: AdapterContext = {
  clientId: 'ana',
  info: null,
  failFast: false,
  token: () => Promise.resolve(null),
  env: createRealEnv(),
  log: silentLogger,
  emit: () => {},
}

/** As a program without types may call it. */
const call = (make: unknown, options?: unknown) =>
  centrifugo(make as CentrifugoFactory, options as CentrifugoOptions | undefined)

describe('what is not a factory', () => {
  it.each([undefined, null, 'ws://localhost', new Centrifuge('ws://localhost')])('is refused: %s', (make) => {
    expect(() => call(make)).toThrow(
      expect.objectContaining({ code: 'invalid_argument', hint: expect.stringContaining('new Centrifuge(url') }),
    )
  })

  it('is refused when it makes something else, or a client of an old version', () => {
    const old = { connect() {}, disconnect() {}, subscribe() {}, on() {} }
    const tries: readonly (readonly [unknown, string])[] = [
      [undefined, 'returned undefined'],
      ['x', 'returned x'],
      [old, 'another version of the SDK'],
    ]
    for (const [made, what] of tries) {
      expect(() => call(() => made).open(context)).toThrow(
        expect.objectContaining({ code: 'invalid_argument', message: expect.stringContaining(what) }),
      )
    }
  })
})

describe('the client that a factory makes', () => {
  it('may be no one that is in use', () => {
    const shared = new Centrifuge('ws://localhost')
    const adapter = centrifugo(() => shared)
    void adapter.open(context).close()
    const busy = new Centrifuge('ws://localhost')
    busy.newSubscription('room')
    for (const open of [() => adapter.open(context), () => centrifugo(() => busy).open(context)]) {
      expect(open).toThrow(
        expect.objectContaining({ code: 'invalid_argument', message: 'The Centrifuge client is in use already.' }),
      )
    }
  })

  it('may have no empty address', () => {
    expect(() => centrifugo((options) => new Centrifuge('', options)).open(context)).toThrow(
      expect.objectContaining({ code: 'invalid_argument', message: expect.stringContaining('endpoint') }),
    )
  })
})

it('takes messages as large as the server does', () => {
  const make = (): Centrifuge => new Centrifuge('ws://localhost')
  expect(centrifugo(make).capabilities.maxMessageBytes).toBe(61_440)
  expect(centrifugo(make, { messageSizeLimit: 1_048_576 }).capabilities.maxMessageBytes).toBe(1_044_480)
  for (const messageSizeLimit of [0, -1, 1.5, Infinity, '65536']) {
    expect(() => call(make, { messageSizeLimit })).toThrow('at least 8192')
  }
})
