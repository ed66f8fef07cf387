import { Client } from '@stomp/stompjs'
import type { IMessage } from '@stomp/stompjs'
import { connect } from 'amqplib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startRabbitmq } from '../../../../scripts/services/rabbitmq.mjs'
import { withServices } from '../../../../scripts/services/with-services.ts'
import { adapterAt } from '../test-support/real-service.ts'
import type { TestSession } from '../test-support/session-at.ts'
import { outgoing, sessionOf } from '../test-support/session-at.ts'

/** How the README tells others to read a stream over STOMP. */
const streamHeaders = {
  'x-queue-type': 'stream',
  durable: 'true',
  'auto-delete': 'false',
  exclusive: 'false',
  ack: 'client',
  'prefetch-count': '100',
}

withServices(['rabbitmq'], () => {
  let server: Awaited<ReturnType<typeof startRabbitmq>>
  let ours: TestSession
  let channel: string
  let tests = 0

  beforeAll(async () => {
    server = await startRabbitmq()
  }, 120_000)
  afterAll(() => server?.stop())
  beforeEach(async () => {
    channel = `room:${(tests += 1)}`
    ours = sessionOf(adapterAt(server.url, {}))
    await ours.reaches('connected')
    await ours.attach(channel)
  })
  afterEach(() => ours.session.close())

  const stream = (): string => `herenow.${channel.replace(':', '.')}`
  const published = () => ours.session.publish(channel, [outgoing('m1', { text: 'Grüße 👋' })])
  const heard = async () =>
    (await ours.recorder.until('the message', () => ours.recorder.of('message', channel)[0])).message

  describe('a client of STOMP', () => {
    let bare: Client

    beforeEach(async () => {
      bare = new Client({ brokerURL: server.url, connectHeaders: { login: 'guest', passcode: 'guest' } })
      await new Promise<void>((resolve) => {
        bare.onConnect = () => resolve()
        bare.activate()
      })
    })
    afterEach(() => bare.deactivate())

    /** Resolves once RabbitMQ delivers what is published from now on, with a promise of the first message. */
    async function read(
      destination: string,
      headers: Record<string, string>,
    ): Promise<{ readonly first: Promise<IMessage> }> {
      const first = new Promise<IMessage>((resolve) => {
        const take = (message: IMessage): void => {
          if (message.headers['herenow-mark'] === undefined) resolve(message)
        }
        bare.subscribe(destination, take, { ...headers, receipt: 'subscribed' })
      })
      await new Promise<void>((resolve) => bare.watchForReceipt('subscribed', () => resolve()))
      return { first }
    }

    it('reads our messages from the stream', async () => {
      await published()
      const { first } = await read(`/queue/${stream()}`, { ...streamHeaders, 'x-stream-offset': 'first' })
      const { headers, body } = await first
      expect(JSON.parse(body)).toEqual({ text: 'Grüße 👋' })
      expect(headers).toMatchObject({
        'amqp-message-id': 'm1',
        type: 'said',
        'content-type': 'application/json',
        'client-id': 'ana',
        'client-info': '{"name":"Ana"}',
        meta: '{"lang":"de"}',
        timestamp: expect.stringMatching(/^\d{10}$/),
        timestamp_in_ms: expect.stringMatching(/^\d{13}$/),
      })
    })

    it('writes messages into the stream that we show', async () => {
      const headers = {
        ...streamHeaders,
        'amqp-message-id': 'theirs',
        type: 'ordered',
        'content-type': 'application/json',
      }
      bare.publish({ destination: `/queue/${stream()}`, body: '{"pizza":1}', headers })
      expect(await heard()).toMatchObject({ id: 'theirs', name: 'ordered', data: { pizza: 1 }, clientId: 'rabbitmq' })
    })

    it('hears our signals on the topic exchange, and what we do not store', async () => {
      const { first } = await read('/exchange/amq.topic/room.*', {})
      await ours.session.signal(channel, 'typing', true)
      expect((await first).headers).toMatchObject({ type: 'typing', 'herenow-signal': 'true', 'client-id': 'ana' })
    })

    it('reaches us on the topic exchange with what is not stored', async () => {
      bare.publish({ destination: `/topic/${channel.replace(':', '.')}`, body: 'hello' })
      expect(await heard()).toMatchObject({ name: 'message', data: 'hello', position: null })
    })
  })

  describe('a client that means harm', () => {
    let connection: Awaited<ReturnType<typeof connect>>
    let amqp: Awaited<ReturnType<typeof connection.createConfirmChannel>>
    beforeEach(async () => {
      connection = await connect(`amqp://guest:guest@127.0.0.1:${server.amqpPort}`)
      amqp = await connection.createConfirmChannel()
    })
    afterEach(() => connection.close())

    it('gives no message a time, an id or a meta that breaks what shows it', async () => {
      amqp.sendToQueue(stream(), Buffer.from('{"__proto__":{"admin":true}}'), {
        // Foretold: of the second message behind this one.
        messageId: 'rabbitmq:stream-3',
        timestamp: Number.MAX_SAFE_INTEGER,
        headers: { timestamp_in_ms: '9999999999999999', meta: '[1,2]', 'client-info': '{', 'client-id': '' },
      })
      amqp.sendToQueue(stream(), Buffer.from('2'))
      amqp.sendToQueue(stream(), Buffer.from('3'))
      await amqp.waitForConfirms()
      await ours.recorder.until('all', () => ours.recorder.of('message', channel)[2])
      const [first, , third] = ours.recorder.of('message', channel).map(({ message }) => message)
      expect(first).toMatchObject({ clientId: 'rabbitmq', info: null, meta: null })
      expect(new Date(first?.timestamp ?? Number.NaN).getFullYear()).toBeGreaterThan(2_000)
      expect(first?.id).not.toBe(third?.id)
      expect({}).not.toHaveProperty('admin')
    })

    it('cuts connections once with bytes on the topic exchange, and no message is missing', async () => {
      amqp.publish('amq.topic', channel.replace(':', '.'), Buffer.from([0xff, 0xfe]))
      amqp.sendToQueue(stream(), Buffer.from('1'))
      await amqp.waitForConfirms()
      expect((await heard()).data).toBe(1)
      await ours.recorder.until('the second attach', () => ours.recorder.of('attached', channel)[1])
      expect(ours.recorder.of('attached', channel)[1]).toMatchObject({ recovered: true })
    })
  })

  describe('a client of AMQP', () => {
    it('reads our messages from the stream, and writes some that we show', async () => {
      await published()
      const connection = await connect(`amqp://guest:guest@127.0.0.1:${server.amqpPort}`)
      const amqp = await connection.createConfirmChannel()
      try {
        await amqp.prefetch(10)
        const theirs = new Promise((resolve) => {
          void amqp.consume(
            stream(),
            (message) => {
              if (!message || message.properties.headers?.['herenow-mark'] !== undefined) return
              const { messageId, type, contentType, headers } = message.properties
              resolve({
                messageId,
                type,
                contentType,
                headers,
                body: JSON.parse(message.content.toString()) as unknown,
              })
            },
            { arguments: { 'x-stream-offset': 'first' } },
          )
        })
        expect(await theirs).toMatchObject({
          messageId: 'm1',
          type: 'said',
          contentType: 'application/json',
          headers: { 'client-id': 'ana', meta: '{"lang":"de"}' },
          body: { text: 'Grüße 👋' },
        })
        amqp.sendToQueue(stream(), Buffer.from('{"n":2}'), {
          messageId: 'from-amqp',
          type: 'counted',
          contentType: 'application/json',
          timestamp: 1_700_000_000,
          appId: 'billing',
          headers: { meta: '{"region":"eu"}' },
        })
        await amqp.waitForConfirms()
        const { message } = await ours.recorder.until('theirs', () => ours.recorder.of('message', channel)[1])
        expect(message).toMatchObject({
          id: 'from-amqp',
          name: 'counted',
          data: { n: 2 },
          clientId: 'billing',
          timestamp: 1_700_000_000_000,
          meta: { region: 'eu' },
        })
      } finally {
        await connection.close()
      }
    })
  })
})
