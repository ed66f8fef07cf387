import type { Capabilities, MessageMeta, PublishOutcome } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import { createTestEnv, receivedMessage, scriptedAdapter, settled, silentLogger } from '@herenow/testing'
import { describe, expect, it } from 'vitest'
import type { ClientOptions } from '../client/client.ts'
import { createClient } from '../client/create-client.ts'

const away = new RealtimeError({
  code: 'connection_closed',
  message: 'gone',
  retryable: true,
  outcome: 'unknown',
})
const stored = (offset: number, duplicate = false): PublishOutcome => ({
  position: { epoch: 'e', offset },
  timestamp: 5,
  duplicate,
})

/** JSON of so many objects in each other. */
const nested = (levels: number): unknown => (levels === 0 ? 1 : { in: nested(levels - 1) })

function setup(options: Partial<ClientOptions> = {}, capabilities: Partial<Capabilities> = {}) {
  const world = createTestEnv()
  const adapter = scriptedAdapter(capabilities)
  const client = createClient({ adapter, clientId: 'ana', env: world.env, log: silentLogger, ...options })
  const errors: RealtimeError[] = []
  client.on('error', (error) => errors.push(error))
  const channel = client.channel('room')
  client.connection.connect()
  const { session } = adapter
  const drop = (): void =>
    session.emit({ type: 'connection', state: { status: 'disconnected', reason: away, attempt: 0, retryAt: null } })
  /** Which data each publish that reached the session carried. */
  const sent = (): unknown[][] => session.publishes.map(({ question }) => question.map(({ data }) => data))
  const answer = async (index: number, ...outcomes: readonly PublishOutcome[]): Promise<void> => {
    session.publishes[index]?.answer(outcomes)
    await settled()
  }
  const log = async (): Promise<string[]> => {
    await world.clock.advance(20)
    return channel.log.getState().messages.map(({ data, status }) => `${String(data)} ${status}`)
  }
  return { world, adapter, client, channel, session, errors, drop, sent, answer, log }
}

describe('publishing', () => {
  it('resolves with the receipt, and only when the service has answered', async () => {
    const { channel, session, answer, log } = setup()
    session.connected()
    let receipt: unknown
    const publishing = channel.publish('said', 'hello', { meta: { lang: 'en' }, ttl: 60 })
    void publishing.then((value) => (receipt = value))
    expect(await log()).toEqual(['hello sending'])
    expect(receipt).toBeUndefined()
    expect(session.publishes[0]?.question).toMatchObject([
      { name: 'said', data: 'hello', meta: { lang: 'en' }, store: true, ttl: 60 },
    ])
    await answer(0, stored(7))
    const [message] = session.publishes[0]?.question ?? []
    await expect(publishing).resolves.toEqual({
      id: message?.id,
      position: { epoch: 'e', offset: 7 },
      timestamp: 5,
      duplicate: false,
    })
    expect(message?.id).toMatch(/^[\w-]{22}$/)
    expect(await log()).toEqual(['hello sent'])
  })

  it('needs no attach, connects by itself, and waits in order while there is no connection', async () => {
    const { channel, session, sent, answer, log } = setup()
    void channel.publish('said', 1)
    void channel.publish('said', 2)
    expect(sent()).toEqual([])
    session.connected()
    expect(sent()).toEqual([[1, 2]])
    await answer(0, stored(1), stored(2))
    expect(session.calls).not.toContain('attach room')
    expect(await log()).toEqual(['1 sent', '2 sent'])
  })

  it('sends what was passed, not what the caller made of it later', () => {
    const { channel, session, sent } = setup()
    const data = { text: 'first' }
    void channel.publish('said', data)
    data.text = 'changed'
    session.connected()
    expect(sent()).toEqual([[{ text: 'first' }]])
  })

  it('keeps what a drop left unanswered, and sends it again under the same ids before the rest', async () => {
    const { channel, session, drop, answer, log, errors } = setup()
    session.connected()
    const first = channel.publish('said', 1)
    void channel.publish('said', 2)
    drop()
    await answer(0, { error: away })
    await answer(1, { error: away })
    void channel.publish('said', 3)
    expect(await log()).toEqual(['1 sending', '2 sending', '3 sending'])
    session.connected()
    expect(session.publishes[2]?.question.map(({ data }) => data)).toEqual([1, 2, 3])
    expect(session.publishes[2]?.question[0]?.id).toBe(session.publishes[0]?.question[0]?.id)
    await answer(2, stored(1, true), stored(2), stored(3))
    await expect(first).resolves.toMatchObject({ duplicate: true })
    expect(errors).toEqual([])
    expect(await log()).toEqual(['1 sent', '2 sent', '3 sent'])
  })

  it('reports the end of the connection once, however many messages it takes with it', async () => {
    const { client, adapter, session, errors } = setup()
    const reason = new RealtimeError({ code: 'unauthorized', message: 'Signed out.' })
    const published = ['room', 'hall', 'yard'].map((name) => client.channel(name).publish('said', 1))
    session.emit({ type: 'connection', state: { status: 'failed', reason } })
    for (const publishing of published) await expect(publishing).rejects.toBe(reason)
    expect(errors).toEqual([reason])
    client.connection.connect()
    adapter.session.emit({ type: 'connection', state: { status: 'failed', reason } })
    expect(errors).toEqual([reason, reason])
  })

  it('lets nothing overtake a message that was refused for now', async () => {
    const { channel, session, sent, answer, world, errors } = setup()
    session.connected()
    for (const data of [1, 2, 3]) void channel.publish('said', data)
    expect(sent()).toEqual([[1], [2], [3]])
    const busy = new RealtimeError({ code: 'rate_limited', message: 'slow', retryable: true, retryAfter: 2_000 })
    const behind = new RealtimeError({ code: 'out_of_order', message: 'wait', retryable: true })
    await answer(0, stored(1))
    await answer(1, { error: busy })
    void channel.publish('said', 4)
    expect(sent()).toHaveLength(3)
    await answer(2, { error: behind })
    await world.clock.advance(1_999)
    expect(sent()).toHaveLength(3)
    // Up to half a second more, so that clients that were told the same time don't come back together.
    await world.clock.advance(501)
    expect(sent()[3]).toEqual([2, 3, 4])
    expect(errors).toEqual([])
  })

  it('neither hurries nor waits for ever, whatever time the service asks it to wait', async () => {
    for (const retryAfter of [0, 0.1, 3e9, Infinity, Number.NaN]) {
      const { channel, session, answer, world } = setup()
      session.connected()
      void channel.publish('said', 1)
      for (let passed = 0; passed < 50; passed += 1) {
        const busy = new RealtimeError({ code: 'rate_limited', message: 'slow', retryable: true, retryAfter })
        await answer(session.publishes.length - 1, { error: busy })
        await world.clock.advance(100)
      }
      expect(session.publishes.length).toBeLessThan(20)
      await world.clock.advance(50_000)
      expect(session.publishes.length).toBeGreaterThan(0)
    }
  })

  it('accepts an answer that waited while the machine slept past the timeout of the message', async () => {
    const { channel, session, world, answer, log } = setup()
    session.connected()
    const receipt = channel.publish('said', 1)
    world.clock.sleep(3_600_000)
    await world.clock.advance(0)
    await answer(0, stored(1))
    await expect(receipt).resolves.toMatchObject({ position: { offset: 1 } })
    expect(await log()).toEqual(['1 sent'])
    await world.clock.advance(60_000)
  })

  it('fails a message that is refused for good, at once and once, and goes on with the next', async () => {
    const { channel, session, answer, log, errors, drop } = setup()
    session.connected()
    const forbidden = new RealtimeError({ code: 'forbidden', message: 'no' })
    const refused = channel.publish('said', 1)
    const next = channel.publish('said', 2)
    await answer(0, { error: forbidden })
    await answer(1, stored(1))
    await expect(refused).rejects.toBe(forbidden)
    await expect(next).resolves.toMatchObject({ position: { offset: 1 } })
    drop()
    session.connected()
    expect(session.publishes).toHaveLength(2)
    expect(errors).toEqual([forbidden])
    expect(await log()).toEqual(['2 sent', '1 failed'])
  })

  it('retries a failed message under its id, discards another, and leaves the rest alone', async () => {
    const { channel, session, answer, log } = setup()
    session.connected()
    const refusal = { error: new RealtimeError({ code: 'forbidden', message: 'no' }) }
    void channel.publish('said', 1, { id: 'one' })
    void channel.publish('said', 2, { id: 'two' })
    await answer(0, refusal)
    await answer(1, refusal)
    channel.retry('unknown')
    channel.discard('unknown')
    channel.retry('one')
    channel.discard('two')
    expect(session.publishes[2]?.question).toMatchObject([{ id: 'one', data: 1 }])
    expect(await log()).toEqual(['1 sending'])
    await answer(2, stored(1))
    channel.retry('one')
    expect(await log()).toEqual(['1 sent'])
    expect(session.publishes).toHaveLength(3)
  })

  it('shows a discarded message after all when it turns out to exist', async () => {
    const { channel, session, log } = setup()
    channel.lease()
    session.connected()
    session.attached('room', { epoch: 'e', offset: 0 })
    const publishing = channel.publish('said', 'x', { id: 'x' })
    const rejected = expect(publishing).rejects.toMatchObject({
      message: expect.stringContaining('discarded') as string,
    })
    channel.discard('x')
    await rejected
    expect(await log()).toEqual([])
    session.emit({ type: 'message', channel: 'room', message: receivedMessage(1, { id: 'x', data: 'x' }) })
    expect(await log()).toEqual(['x sent'])
  })

  it('bounds what waits by messages and by bytes, and keeps what is queued', async () => {
    const { channel, log, errors } = setup({ queue: { maxMessages: 2, maxBytes: 20 } })
    void channel.publish('said', 1)
    void channel.publish('said', 2)
    await expect(channel.publish('said', 3)).rejects.toMatchObject({ code: 'queue_full', retryable: true })
    expect(errors[0]?.hint).toContain('queue')
    expect(await log()).toEqual(['1 sending', '2 sending', '3 failed'])

    const byBytes = setup({ queue: { maxBytes: 20 } })
    await expect(byBytes.channel.publish('said', 'x'.repeat(30))).rejects.toMatchObject({ code: 'queue_full' })
  })

  it('lets a message of the full size into an empty default queue', async () => {
    const { channel, log } = setup()
    void channel.publish('said', 'x'.repeat(65_534))
    expect((await log())[0]).toMatch(/x sending$/)
  })

  it('fails an unconfirmed message with timeout, and still accepts a late answer', async () => {
    const { channel, session, world, answer, log } = setup({ publishTimeout: 60_000 })
    const waiting = channel.publish('said', 'waiting')
    const late = expect(waiting).rejects.toMatchObject({ code: 'timeout', outcome: undefined })
    await world.clock.advance(60_000)
    await late
    session.connected()
    const asked = channel.publish('said', 'asked')
    const unknown = expect(asked).rejects.toMatchObject({ code: 'timeout', outcome: 'unknown' })
    await world.clock.advance(60_000)
    await unknown
    expect(await log()).toEqual(['waiting failed', 'asked failed'])
    await answer(0, stored(1))
    expect(await log()).toEqual(['asked sent', 'waiting failed'])
  })

  it('fails what waits when the connection has failed for good', async () => {
    const { channel, session } = setup()
    const publishing = channel.publish('said', 1)
    const reason = new RealtimeError({ code: 'unauthorized', message: 'no' })
    session.emit({ type: 'connection', state: { status: 'failed', reason } })
    await expect(publishing).rejects.toBe(reason)
  })

  it('sends a message that is larger than a batch, where the service takes such messages, alone', () => {
    const { channel, session, sent } = setup({ queue: { maxBytes: 1_000_000 } }, { maxMessageBytes: 300_000 })
    const large = 'x'.repeat(200_000)
    void channel.publish('said', 1)
    void channel.publish('said', large)
    void channel.publish('said', 3)
    session.connected()
    expect(sent()).toEqual([[1], [large], [3]])
  })

  it('sends again after a failed connection is opened anew, also when it had been told to wait', async () => {
    const { channel, session, client, adapter, answer } = setup()
    session.connected()
    const first = expect(channel.publish('said', 1)).rejects.toMatchObject({ code: 'unauthorized' })
    const busy = new RealtimeError({ code: 'rate_limited', message: 'slow', retryable: true, retryAfter: 2_000 })
    await answer(0, { error: busy })
    const reason = new RealtimeError({ code: 'unauthorized', message: 'no' })
    session.emit({ type: 'connection', state: { status: 'failed', reason } })
    await first
    client.connection.connect()
    adapter.session.connected()
    void channel.publish('said', 2)
    expect(adapter.session.publishes.map(({ question }) => question.map(({ data }) => data))).toEqual([[2]])
  })

  it('returns the outcome of each message of publishMany', async () => {
    const { channel, session, answer, sent, log } = setup()
    session.connected()
    const publishing = channel.publishMany([
      { name: 'said', data: 1, id: 'one' },
      { name: 'said', data: undefined, id: 'two' },
      { name: 'said', data: 3, id: 'three' },
    ])
    expect(sent()).toEqual([[1, 3]])
    await answer(0, stored(1), { error: new RealtimeError({ code: 'forbidden', message: 'no' }) })
    await expect(publishing).resolves.toMatchObject([
      { id: 'one', position: { offset: 1 } },
      { id: 'two', error: { code: 'invalid_argument' } },
      { id: 'three', error: { code: 'forbidden' } },
    ])
    expect(await log()).toEqual(['1 sent', '3 failed'])
  })

  it('has nothing to retry while another message is under way with the id of a failed one', async () => {
    const { channel, session, sent, answer } = setup()
    session.connected()
    channel.publish('said', 'first', { id: 'same' }).catch(() => {})
    await answer(0, { error: new RealtimeError({ code: 'forbidden', message: 'no' }) })
    const second = channel.publish('said', 'second', { id: 'same' })
    channel.retry('same')
    expect(sent()).toEqual([['first'], ['second']])
    await answer(1, stored(1))
    await expect(second).resolves.toMatchObject({ duplicate: false })
  })

  it('sends a message once that is published twice under one id, and answers the second as a duplicate', async () => {
    const { channel, session, sent, answer, log } = setup()
    const publishing = channel.publishMany([0, 1].map((data) => ({ name: 'said', data, id: 'same' })))
    expect(await log()).toEqual(['0 sending'])
    session.connected()
    expect(sent()).toEqual([[0]])
    await answer(0, stored(1))
    await expect(publishing).resolves.toMatchObject([
      { duplicate: false },
      { duplicate: true, position: { offset: 1 } },
    ])
  })

  it('rejects both publishes of one id when the service refuses the message', async () => {
    const { channel, session, answer, errors } = setup()
    session.connected()
    const refusal = new RealtimeError({ code: 'forbidden', message: 'no' })
    const both = [channel.publish('said', 1, { id: 'same' }), channel.publish('said', 2, { id: 'same' })]
    await answer(0, { error: refusal })
    for (const each of both) await expect(each).rejects.toBe(refusal)
    expect(errors).toEqual([refusal])
  })

  it('sends what is left of a batch that the service refuses as a whole, one by one, and fails the culprit', async () => {
    const { channel, session, sent, answer, log } = setup()
    for (const data of ['good', 'bad', 'fine']) void channel.publish('said', data)
    session.connected()
    const error = new RealtimeError({ code: 'protocol_error', message: 'malformed' })
    await answer(0, { error }, { error }, { error })
    expect(sent()).toEqual([['good', 'bad', 'fine'], ['good']])
    await answer(1, stored(1))
    await answer(2, { error })
    await answer(3, stored(2))
    expect(await log()).toEqual(['good sent', 'fine sent', 'bad failed'])
  })

  it.each([0, -1, NaN, 3e9])(
    'neither spins nor waits for ever when the service asks for a retry after %d ms',
    async (retryAfter) => {
      const { channel, session, sent, answer, world } = setup()
      session.connected()
      void channel.publish('said', 1)
      const busy = { error: new RealtimeError({ code: 'rate_limited', message: 'slow', retryable: true, retryAfter }) }
      let attempts = 0
      for (let step = 0; step < 20; step += 1) {
        await world.clock.advance(100)
        if (sent().length > attempts) await answer(attempts++, busy)
      }
      expect(attempts).toBeLessThan(6)
      await world.clock.advance(57_000)
      if (retryAfter > 60_000) expect(attempts).toBe(1)
      else expect(sent().length).toBeGreaterThan(attempts)
    },
  )

  it('rejects with the last refusal, and says that nothing was stored, when every attempt was refused', async () => {
    const { channel, session, world } = setup()
    session.connected()
    const full = new RealtimeError({ code: 'server_error', message: 'The disk is full.', retryable: true })
    const failed = expect(channel.publish('said', 1)).rejects.toMatchObject({
      code: 'timeout',
      outcome: 'refused',
      cause: full,
      message: expect.stringContaining('disk is full') as string,
    })
    let answered = 0
    for (let second = 0; second < 60; second += 1) {
      if (session.publishes.length > answered) session.publishes[answered++]?.answer([{ error: full }])
      await world.clock.advance(1_000)
    }
    await failed
  })

  it('reads what waited in the socket before it judges that a message has timed out', async () => {
    const { channel, session, world, answer } = setup()
    session.connected()
    const publishing = channel.publish('said', 1)
    world.clock.sleep(100_000)
    await world.clock.advance(100)
    await answer(0, stored(1))
    await expect(publishing).resolves.toMatchObject({ position: { offset: 1 } })
    await world.clock.advance(1_000)
  })

  it('shows a message that is tried again where it will stand: behind those that wait already', async () => {
    const { channel, log } = setup({ queue: { maxMessages: 3 } })
    for (const id of ['1', '2', '3']) void channel.publish('said', id, { id })
    void channel.publish('said', '4', { id: '4' })
    channel.discard('1')
    void channel.publish('said', '5', { id: '5' })
    channel.discard('2')
    channel.retry('4')
    expect(await log()).toEqual(['3 sending', '5 sending', '4 sending'])
  })

  it('does not claim that a message is not stored when only its repetition was refused', async () => {
    const { channel, session, drop, answer } = setup()
    session.connected()
    const publishing = expect(channel.publish('said', 1)).rejects.toMatchObject({
      code: 'forbidden',
      outcome: 'unknown',
    })
    drop()
    await answer(0, { error: away })
    session.connected()
    await answer(1, { error: new RealtimeError({ code: 'forbidden', message: 'no' }) })
    await publishing
  })

  it('keeps a hundred of the messages that found no room, the newest', async () => {
    const { channel, log } = setup({ queue: { maxMessages: 1 } })
    for (let data = 0; data <= 150; data += 1) void channel.publish('said', data)
    const shown = await log()
    expect(shown).toHaveLength(101)
    expect([shown[0], shown[1], shown.at(-1)]).toEqual(['0 sending', '51 failed', '150 failed'])
  })

  it('fails what waits when the connection is closed by hand, refuses more at once, and can retry it', async () => {
    const { channel, client, adapter, sent, log } = setup()
    const waiting = expect(channel.publish('said', 1, { id: 'one' })).rejects.toMatchObject({
      code: 'connection_closed',
    })
    await client.connection.close()
    await waiting
    await expect(channel.publish('said', 2)).rejects.toMatchObject({
      code: 'connection_closed',
      retryable: true,
      hint: expect.stringContaining('connect()') as string,
    })
    expect(await log()).toEqual(['1 failed', '2 failed'])
    client.connection.connect()
    channel.retry('one')
    adapter.session.connected()
    expect(sent()).toEqual([])
    expect(adapter.session.publishes.map(({ question }) => question.map(({ data }) => data))).toEqual([[1]])
  })

  it('comes to an end when listeners publish again for everything that fails', async () => {
    const { channel, client, session, errors, log } = setup()
    let attempts = 0
    client.on('error', () => void channel.publish('said', 'again'))
    channel.log.subscribe(() => void ((attempts += 1) <= 50 && channel.publish('said', 'once more')))
    for (let data = 0; data < 5; data += 1) void channel.publish('said', data)
    session.emit({
      type: 'connection',
      state: { status: 'failed', reason: new RealtimeError({ code: 'unauthorized', message: 'no' }) },
    })
    const shown = await log()
    expect(shown.filter((text) => /^[0-4] failed$/.test(text))).toHaveLength(5)
    expect(shown).toContain('again failed')
    expect(errors).toHaveLength(1)
  })

  const cyclic: Record<string, unknown> = {}
  cyclic['self'] = cyclic
  it.each([
    ['undefined', undefined],
    ['a cycle', cyclic],
    ['a BigInt', 1n],
    ['a function', () => {}],
    [
      'a toJSON that throws',
      {
        toJSON: () => {
          throw new Error('no')
        },
      },
    ],
  ])('refuses %s as data, says what to do, and disturbs nothing else', async (_, data) => {
    const { channel, session, errors, log, answer } = setup()
    const refused = channel.publish('said', data)
    const next = channel.publish('said', 'next')
    await expect(refused).rejects.toMatchObject({ code: 'invalid_argument' })
    expect(errors[0]?.hint).toContain('JSON')
    session.connected()
    await answer(0, stored(1))
    await expect(next).resolves.toMatchObject({ duplicate: false })
    expect(await log()).toEqual(['next sent'])
  })

  it.each([
    ['an oversize message', ['said', 'x'.repeat(65_535)], 'message_too_large', 'file store'],
    ['an empty name', ['', 1], 'invalid_argument', 'argument'],
    ['an id with a line break', ['said', 1, { id: 'a\nb' }], 'invalid_argument', 'argument'],
    ['an id of 129 bytes', ['said', 1, { id: 'x'.repeat(129) }], 'invalid_argument', 'argument'],
    ['a name of 101 bytes', ['n'.repeat(101), 1], 'invalid_argument', 'argument'],
    ['a list as meta', ['said', 1, { meta: [] as unknown as MessageMeta }], 'invalid_argument', 'argument'],
    ['meta over 2 KiB', ['said', 1, { meta: { a: 'x'.repeat(2_048) } }], 'invalid_argument', 'argument'],
    ['a cycle in meta', ['said', 1, { meta: cyclic }], 'invalid_argument', 'JSON'],
    ['a ttl of NaN', ['said', 1, { ttl: NaN }], 'invalid_argument', 'argument'],
    ['a ttl below 0', ['said', 1, { ttl: -5 }], 'invalid_argument', 'argument'],
    ['a ttl of 1.5', ['said', 1, { ttl: 1.5 }], 'invalid_argument', 'argument'],
    ['a ttl of 0', ['said', 1, { ttl: 0 }], 'invalid_argument', 'argument'],
    ['a BigInt as ttl', ['said', 1, { ttl: 5n as unknown as number }], 'invalid_argument', 'argument'],
    ['data nested 40 deep', ['said', nested(40)], 'invalid_argument', 'argument'],
  ] as const)('refuses %s before anything is sent', async (_, args, code, hint) => {
    const { channel, session } = setup()
    session.connected()
    const [name, data, options] = args
    await expect(channel.publish(name, data, options)).rejects.toMatchObject({
      code,
      hint: expect.stringContaining(hint) as string,
    })
    expect(session.publishes).toEqual([])
  })

  it('never makes an unhandled rejection of a promise that nobody awaits', async () => {
    const unhandled: unknown[] = []
    const listen = (reason: unknown): void => void unhandled.push(reason)
    process.on('unhandledRejection', listen)
    const { channel, client, errors } = setup()
    void channel.publish('said', undefined)
    void channel.publish('said', 1)
    await client.close()
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', listen)
    expect(unhandled).toEqual([])
    expect(errors.map(({ code }) => code)).toEqual(['invalid_argument', 'connection_closed'])
  })
})
