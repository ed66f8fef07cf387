import type { Adapter } from '@herenow/adapter'
import { Client } from '@stomp/stompjs'
import { faultProxy } from '@herenow/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startRabbitmq } from '../../../../scripts/services/rabbitmq.mjs'
import { withServices } from '../../../../scripts/services/with-services.ts'
import { adapterAt, ownNames } from '../test-support/real-service.ts'
import type { SessionOptions, TestSession } from '../test-support/session-at.ts'
import { outgoing, sessionOf } from '../test-support/session-at.ts'
import { rabbitmq } from './with-hints.ts'

const minutes = 120_000

withServices(['rabbitmq'], () => {
  let server: Awaited<ReturnType<typeof startRabbitmq>>
  let opened: TestSession[] = []

  beforeAll(async () => {
    server = await startRabbitmq()
  }, minutes)
  afterAll(() => server?.stop())
  afterEach(async () => {
    await Promise.all(opened.map(({ session }) => session.close()))
    opened = []
  })

  function open(adapter: Adapter, options?: SessionOptions): TestSession {
    const made = sessionOf(adapter, options)
    opened.push(made)
    return made
  }

  describe('whoever signs in', () => {
    it.each([
      ['with a wrong password', { passcode: 'wrong' }, 'unauthorized', 'Access refused for user'],
      [
        'to a virtual host that is not there',
        { vhost: 'nowhere' },
        'forbidden',
        "Virtual host 'nowhere' access denied",
      ],
    ])('%s is told so, in the words of RabbitMQ, and what to do', async (_, options, code, text) => {
      const state = await open(adapterAt(server.url, options)).reaches('failed')
      expect(state).toMatchObject({ reason: { code, origin: 'server', retryable: false, hint: /rabbitmqctl/ } })
      expect(state).toMatchObject({ reason: { message: expect.stringContaining(text) } })
    })

    it('with a token has it as password, under the client id', async () => {
      server.ctl('add_user', 'ana', 'a-token')
      server.ctl('set_permissions', 'ana', '.*', '.*', '.*')
      const adapter = rabbitmq((options) => new Client({ brokerURL: server.url, ...options }))
      await open(adapter, { token: () => Promise.resolve('a-token') }).reaches('connected')
    })

    it('with a token that is refused is asked for another one, once', async () => {
      const tokens = ['stale', 'guest']
      const adapter = adapterAt(server.url, { passcode: undefined })
      const session = open(adapter, { token: () => Promise.resolve(tokens.shift() ?? 'none') })
      await session.reaches('connected')
      expect(tokens).toEqual([])
    })

    it('with a token function that fails is told what it said', async () => {
      const state = await open(adapterAt(server.url, {}), {
        token: () => Promise.reject(new Error('The back end is down.')),
      }).reaches('disconnected')
      expect(state).toMatchObject({ reason: { code: 'connection_failed', message: /The back end is down/ } })
    })
  })

  describe('an address', () => {
    it.each([
      ['at which nobody listens', () => 'ws://127.0.0.1:1/ws', 'connection_failed'],
      ['with a path that is not the one of Web STOMP', () => server.url.replace('/ws', '/'), 'connection_failed'],
      ['of the AMQP port', () => `ws://127.0.0.1:${server.amqpPort}/ws`, 'connection_failed'],
    ])('%s fails the first attempt of a client that wants to know fast', async (_, url, code) => {
      const state = await open(adapterAt(url(), {}), { failFast: true }).reaches('failed')
      expect(state).toMatchObject({ reason: { code, hint: expect.stringContaining('rabbitmq_web_stomp') } })
    })
  })

  it('lets a user with the permissions of the README do everything, and no more', { timeout: minutes }, async () => {
    const own = '^(herenow\\.|stomp-subscription-)'
    const [write, read] = [
      '^(amq\\.default|amq\\.topic|stomp-subscription-)',
      '^(herenow\\.|stomp-subscription-|amq\\.topic)',
    ]
    server.ctl('add_vhost', 'chat')
    server.ctl('add_user', 'web', 'secret')
    server.ctl('set_permissions', '-p', 'chat', 'web', own, write, read)
    const options = { vhost: 'chat', login: 'web', passcode: 'secret' }
    const web = open(adapterAt(server.url, options))
    const { session, recorder } = web
    await web.attach('room')
    await session.signal('room', 'typing', true)
    expect(await session.publish('room', [outgoing('m1', 1)])).toMatchObject([{ duplicate: 'unknown' }])
    await recorder.until('both', () => recorder.of('signal')[0] && recorder.of('message')[0])
    await session.ping()
    const { items } = await session.history('room', { limit: 10, direction: 'forwards' })
    expect(items.map(({ id }) => id)).toEqual(['m1'])
    const elsewhere = open(adapterAt(server.url, { ...options, streamPrefix: 'private.' }))
    await expect(elsewhere.attach('room')).rejects.toMatchObject({ retryable: false })
  })

  describe('what may not be done', () => {
    it(
      'is refused after some attempts, with a hint, and other channels go on',
      async () => {
        server.ctl('add_user', 'reader', 'secret')
        // May declare and read streams of the room, and write nothing.
        server.ctl('set_permissions', 'reader', '^(herenow\\.test.*|stomp-.*)$', '^stomp-.*$', '.*')
        const names = ownNames()
        const reader = open(adapterAt(server.url, { ...names, login: 'reader', passcode: 'secret' }))
        await reader.reaches('connected')
        await expect(reader.attach('room')).rejects.toMatchObject({
          hint: expect.stringContaining('permissions'),
          message: expect.stringContaining('RabbitMQ ended the connection whenever this was sent'),
        })
        expect(reader.recorder.of('channel', 'room').at(-1)).toMatchObject({ state: { status: 'failed' } })
      },
      minutes,
    )

    it(
      'is refused to a publisher for now, and for good in the end',
      async () => {
        const writer = open(adapterAt(server.url, { ...ownNames(), exchange: 'missing' }))
        await writer.reaches('connected')
        const unstored = { ...outgoing('m1', 1), store: false }
        for (;;) {
          const [outcome] = await writer.session.publish('room', [unstored])
          expect(outcome?.error).toBeDefined()
          if (outcome?.error?.retryable === false) break
          await writer.recorder.until('the connection', () =>
            writer.recorder.of('connection').at(-1)?.state.status === 'connected' ? true : undefined,
          )
        }
      },
      minutes,
    )
  })

  it('comes back when the app has deactivated the client', async () => {
    const made: Client[] = []
    const adapter = rabbitmq(
      (options) => {
        const client = new Client({ brokerURL: server.url, ...options })
        made.push(client)
        return client
      },
      { login: 'guest', passcode: 'guest', reconnectInterval: 100 },
    )
    const session = open(adapter)
    await session.reaches('connected')
    await made.at(-1)?.deactivate()
    await session.recorder.until('two connections', () =>
      session.recorder.of('connection').filter(({ state }) => state.status === 'connected').length === 2
        ? true
        : undefined,
    )
    await session.session.ping()
  })

  it('settles a ping and a page of history also when RabbitMQ goes silent', async () => {
    const proxy = await faultProxy({ target: server.url })
    const session = open(adapterAt(proxy.url, { ...ownNames(), heartbeat: 1_000 }))
    await session.reaches('connected')
    proxy.inject({ kind: 'black-hole' })
    const asked = [session.session.ping(), session.session.history('room', { limit: 1, direction: 'forwards' })]
    for (const outcome of await Promise.allSettled(asked)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'connection_closed' } })
    }
    await proxy.close()
  })
})
