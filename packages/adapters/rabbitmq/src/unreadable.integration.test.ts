import type { HistoryQuery } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import { connect } from 'amqplib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startRabbitmq } from '../../../../scripts/services/rabbitmq.mjs'
import { withServices } from '../../../../scripts/services/with-services.ts'
import { adapterAt } from '../test-support/real-service.ts'
import type { TestSession } from '../test-support/session-at.ts'
import { outgoing, sessionOf } from '../test-support/session-at.ts'

// Somebody writes bytes that are no UTF-8 into the streams of channels. Web STOMP sends them as text all the same.

const minutes = 120_000
const noText = Buffer.from([0xff, 0xfe, 0x00, 0x80, 0xc3])

withServices(['rabbitmq'], () => {
  let server: Awaited<ReturnType<typeof startRabbitmq>>
  let amqp: Awaited<ReturnType<typeof connect>>
  let opened: TestSession[]
  let room: string
  let tests = 0

  beforeEach(() => {
    opened = []
    room = `poisoned:${(tests += 1)}`
  })
  afterEach(() => Promise.all(opened.map(({ session }) => session.close())))

  /** Starts a RabbitMQ with further settings for all tests of a suite. */
  function onServer(...settings: readonly string[]): void {
    beforeAll(async () => {
      server = await startRabbitmq(settings)
      amqp = await connect(`amqp://guest:guest@127.0.0.1:${server.amqpPort}`)
    }, minutes)
    afterAll(async () => {
      await amqp?.close()
      await server?.stop()
    })
  }

  async function open(): Promise<TestSession> {
    const made = sessionOf(adapterAt(server.url, {}))
    opened.push(made)
    await made.reaches('connected')
    return made
  }

  /** Writes to the stream of the room, in order. A number is a message. */
  async function write(...entries: readonly (number | typeof noText)[]): Promise<void> {
    const channel = await amqp.createConfirmChannel()
    const stream = `herenow.${room.replace(':', '.')}`
    for (const entry of entries) {
      if (typeof entry === 'number') channel.sendToQueue(stream, Buffer.from(String(entry)))
      else channel.sendToQueue(stream, entry)
    }
    await channel.waitForConfirms()
    await channel.close()
  }

  const heard = ({ recorder }: TestSession, data: unknown) =>
    recorder.until(String(data), () => recorder.of('message').find(({ message }) => message.data === data))
  const dataOf = ({ recorder }: TestSession) => recorder.of('message', room).map(({ message }) => message.data)
  const comesBack = ({ recorder }: TestSession) =>
    recorder.until('a connection', () => {
      const last = recorder.of('connection').at(-1)?.state
      return last?.status === 'connected' ? last : undefined
    })
  const connects = ({ recorder }: TestSession) =>
    recorder.of('connection').filter(({ state }) => state.status === 'connected').length

  /** All pages, asked for again where the connection was lost: what they have, and whether each continues the one before. */
  async function pages(reader: TestSession): Promise<readonly unknown[]> {
    const found: unknown[] = []
    let query: HistoryQuery | null = { limit: 10, direction: 'forwards' }
    for (let attempts = 0; query && attempts < 30; attempts += 1) {
      const asked: HistoryQuery = query
      await comesBack(reader)
      const page = await reader.session.history(room, asked).catch((error: unknown) => {
        if (RealtimeError.isInstance(error) && error.code === 'connection_closed') return null
        throw error
      })
      if (!page) continue
      found.push([page.items.map(({ data }) => data), page.complete])
      query = page.next
    }
    expect(query).toBeNull()
    return found
  }

  describe('an entry that can not be sent as text', () => {
    onServer()

    it(
      'ends some connections, then the channel goes on behind it, with a gap, and others with none',
      async () => {
        const reader = await open()
        await Promise.all([reader.attach(room), reader.attach('innocent')])
        await write(1, noText, 2)
        await heard(reader, 2)
        expect(dataOf(reader)).toEqual([1, 2])
        expect(reader.recorder.of('attached', room).at(-1)).toMatchObject({ recovered: false })
        await reader.reaches('connected')
        const before = connects(reader)
        expect(await reader.session.publish('innocent', [outgoing('m1', 'fine')])).toMatchObject([{ position: null }])
        await heard(reader, 'fine')
        const [first, ...later] = reader.recorder.of('attached', 'innocent').map(({ recovered }) => recovered)
        expect([first, later.includes(false)]).toEqual([false, false])
        await write(3)
        await heard(reader, 3)
        await reader.session.ping()
        expect(connects(reader)).toBe(before)
      },
      minutes,
    )

    it('ends the page of history before it, and the next page begins behind it', { timeout: minutes }, async () => {
      const reader = await open()
      await reader.attach(room)
      await reader.session.detach(room)
      await write(1, noText, 2)
      const expected = [
        [[1], true],
        [[2], false],
      ]
      expect(await pages(reader)).toEqual(expected)
      expect(await pages(reader)).toEqual(expected)
    })

    it('is left out by a rewind, which has what came after it', { timeout: minutes }, async () => {
      const writer = await open()
      await writer.attach(room)
      await write(1, noText, 2)
      const late = await open()
      await late.session.attach(room, { since: null, rewind: 10, presence: false })
      await heard(late, 2)
      expect(dataOf(late)).toEqual([2])
    })

    it('is one of many: the channel goes on at the end, and history is refused', { timeout: minutes }, async () => {
      const reader = await open()
      await reader.attach(room)
      await write(...Array.from({ length: 40 }, (_, number) => [noText, number]).flat(), noText)
      await reader.recorder.until(
        'the end',
        () => reader.recorder.of('attached', room).filter(({ recovered }) => !recovered)[4],
      )
      await write(1_000)
      await heard(reader, 1_000)
      expect(dataOf(reader)).not.toContain(39)
      await expect(pages(reader)).rejects.toMatchObject({
        code: 'server_error',
        retryable: false,
        hint: expect.stringContaining('web_stomp.ws_frame = binary'),
      })
      await comesBack(reader)
      await reader.session.ping()
    })
  })

  describe('a RabbitMQ with web_stomp.ws_frame = binary', () => {
    onServer('web_stomp.ws_frame = binary')

    it('delivers it, with a replacement character for each byte that is no text', { timeout: minutes }, async () => {
      const reader = await open()
      await reader.attach(room)
      await write(1, noText, 2)
      await heard(reader, 2)
      expect(dataOf(reader)).toEqual([1, '\uFFFD\uFFFD\0\uFFFD\uFFFD', 2])
      expect(connects(reader)).toBe(1)
    })
  })
})
