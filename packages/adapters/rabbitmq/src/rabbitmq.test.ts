import type { AdapterContext, AdapterEvent } from '@herenow/adapter'
import { createTestEnv, settled, silentLogger } from '@herenow/testing'
import { Client } from '@stomp/stompjs'
import { describe, expect, it, vi } from 'vitest'
import { lesserCapabilities } from './capabilities.ts'
import { rabbitmq } from './rabbitmq.ts'

const brokerURL = 'ws://127.0.0.1:15674/ws'

function context(clientId: string | null = 'ana'): AdapterContext {
  const { env } = createTestEnv()
  return {
    clientId,
    info: null,
    failFast: false,
    token: () => Promise.resolve(null),
    env,
    log: silentLogger,
    emit() {},
  }
}
const bad = (message: RegExp) =>
  expect.objectContaining({ code: 'invalid_argument', message: expect.stringMatching(message) })

describe('what is passed in place of a factory', () => {
  it.each([undefined, null, {}, new Client()])('is refused: %s', (value) => {
    // @ts-expect-error what JavaScript lets pass
    expect(() => rabbitmq(value)).toThrow(bad(/needs a function/))
  })
})

describe('the options', () => {
  it.each([
    [null, /must be an object/],
    [{ streamArguments: { 'x-queue-leader-locator': { a: 1 } } }, /bad value for "streamArguments"/],
    [{ streamArguments: ['x'] }, /bad value for "streamArguments"/],
    [{ streamArguments: { 'x-max-length-bytes': Number.NaN } }, /bad value for "streamArguments"/],
  ])('are refused with what is wrong: %j', (options, message) => {
    // @ts-expect-error what JavaScript lets pass
    expect(() => rabbitmq((given) => new Client({ brokerURL, ...given }), options)).toThrow(bad(message))
  })
})

describe('a factory', () => {
  it('that throws is told with its reason', () => {
    const adapter = rabbitmq(() => {
      throw new Error('No configuration.')
    })
    expect(() => adapter.open(context())).toThrow(bad(/failed: No configuration\.$/))
  })

  it('that returns the client of another session is refused, whichever adapter that has', () => {
    const client = new Client({ brokerURL })
    rabbitmq(() => client).open(context())
    expect(() => rabbitmq(() => client).open(context('bob'))).toThrow(bad(/client of another session/))
  })

  it('whose client the app activates before the session connects ends the session', async () => {
    const client = new Client({ brokerURL, beforeConnect: () => new Promise(() => {}) })
    const events: AdapterEvent[] = []
    const session = rabbitmq(() => client).open({ ...context(), emit: (emitted) => events.push(...emitted) })
    client.activate()
    session.connect()
    await settled()
    expect(events.at(-1)).toMatchObject({ state: { status: 'failed', reason: { message: /active already/ } } })
    await client.deactivate()
  })

  it.each([
    [undefined, /returned undefined/],
    [Promise.resolve(), /another object/],
    ['client', /a string/],
  ])('that returns no client is refused: %s', (value, message) => {
    // @ts-expect-error what JavaScript lets pass
    expect(() => rabbitmq(() => value).open(context())).toThrow(bad(message))
  })

  it('that returns a client of another major version is refused', () => {
    const old = new Client({ brokerURL })
    Reflect.deleteProperty(old, 'discardWebsocketOnCommFailure')
    expect(() => rabbitmq(() => old).open(context())).toThrow(bad(/another major version/))
  })

  it('that returns a client which is active already is refused', async () => {
    const active = new Client({ brokerURL, beforeConnect: () => new Promise(() => {}) })
    active.activate()
    expect(() => rabbitmq(() => active).open(context())).toThrow(bad(/active already/))
    await active.deactivate()
  })

  it.each([{ brokerURL: 'http://localhost/ws' }, {}])(
    'that returns a client with the URL of %j is refused',
    (config) => {
      expect(() => rabbitmq(() => new Client(config)).open(context())).toThrow(bad(/no URL of a WebSocket/))
    },
  )

  it('is given what the session needs, which does the retrying', () => {
    const factory = vi.fn((options: object) => new Client({ brokerURL: `${brokerURL}?heartbeat=5`, ...options }))
    rabbitmq(factory, { login: 'guest', passcode: 'secret', vhost: 'shop' }).open(context())
    expect(factory).toHaveBeenCalledWith({
      connectHeaders: { login: 'guest', passcode: 'secret', host: 'shop' },
      heartbeatIncoming: 10_000,
      heartbeatOutgoing: 10_000,
      reconnectDelay: 0,
    })
    expect(factory.mock.results[0]?.value).toMatchObject({ brokerURL, heartbeatIncoming: 5_000, reconnectDelay: 0 })
  })
})

it('needs a client id, which RabbitMQ does not tell', () => {
  expect(() => rabbitmq((options) => new Client({ brokerURL, ...options })).open(context(null))).toThrow(
    bad(/who they are/),
  )
})

describe('what a server can do', () => {
  it.each(['RabbitMQ/3.10.8', 'RabbitMQ/4.2.0', '', 'LavinMQ/2.0'])('is all that the adapter says: %s', (server) => {
    expect(lesserCapabilities(server, undefined)).toEqual({})
  })

  it('is less before there were streams, and where none are wanted', () => {
    const less = { recovery: 'none', history: 'none', order: 'publisher' }
    expect(lesserCapabilities('RabbitMQ/3.8.34', undefined)).toEqual(less)
    expect(lesserCapabilities('RabbitMQ/4.2.0', false)).toEqual(less)
  })
})
