import type { PublishOutcome } from '@herenow/adapter'
import type { Publish, ServerItem, WireOutcome } from '@herenow/protocol'
import { closeCode } from '@herenow/protocol'
import { describe, expect, it } from 'vitest'
import type { World } from '../test-support/world.ts'
import { createWorld, outgoing } from '../test-support/world.ts'

async function connected(): Promise<World> {
  const world = createWorld()
  await world.connect()
  return world
}
const codesOf = (outcomes: readonly PublishOutcome[]): readonly unknown[] =>
  outcomes.map((it) => it.error?.code ?? 'ok')
const stored: WireOutcome = { timestamp: 1, epoch: 'e', offset: 1 }
const answer = ({ id }: Publish, ...outcomes: readonly WireOutcome[]): ServerItem => ({
  type: 'ok',
  id,
  result: { outcomes },
})
const refusal = (code: 'rate_limited' | 'out_of_order' | 'forbidden', retryable: boolean): WireOutcome => ({
  error: { code, message: 'No.', ...(retryable && { retryable }) },
})

describe('publishing', () => {
  it('needs no attach, leaves out default options, and returns the outcome of each message', async () => {
    const world = await connected()
    world.answers.publish = (item) => [
      answer(
        item,
        { timestamp: 5, epoch: 'e', offset: 3, duplicate: true },
        { timestamp: 6 },
        refusal('forbidden', false),
      ),
    ]
    const outcomes = await world.session.publish('room', [
      outgoing('a'),
      outgoing('b', { store: false, data: null }),
      outgoing('c', { ttl: 60, meta: { lang: 'en' } }),
    ])
    expect(world.sent('publish')).toEqual([
      {
        type: 'publish',
        id: expect.any(Number),
        channel: 'room',
        messages: [
          { id: 'a', name: 'said', data: 'a' },
          { id: 'b', name: 'said', data: null, store: false },
          { id: 'c', name: 'said', data: 'c', ttl: 60, meta: { lang: 'en' } },
        ],
      },
    ])
    expect(outcomes).toMatchObject([
      { position: { epoch: 'e', offset: 3 }, timestamp: 5, duplicate: true },
      { position: null, timestamp: 6, duplicate: false },
      { error: { code: 'forbidden', origin: 'server' } },
    ])
  })

  it('while not connected says at once that nothing was sent', async () => {
    const world = createWorld()
    const [outcome] = await world.session.publish('room', [outgoing('a')])
    expect(outcome?.error).toMatchObject({ code: 'connection_closed', retryable: true, outcome: undefined })
  })

  it('to an invalid name is refused', async () => {
    const world = await connected()
    expect(codesOf(await world.session.publish('a b', [outgoing('a')]))).toEqual(['invalid_argument'])
  })

  it('spreads a large batch over frames that the server takes, in order', async () => {
    const world = await connected()
    const messages = Array.from({ length: 10 }, (_, index) => outgoing(`m${index}`, { data: 'é'.repeat(20_000) }))
    const outcomes = await world.session.publish('room', messages)
    expect(codesOf(outcomes)).toEqual(messages.map(() => 'ok'))
    for (const frame of world.sockets.latest.frames) expect(Buffer.byteLength(frame)).toBeLessThanOrEqual(131_072)
    expect(world.sent('publish').flatMap((item) => item.messages.map(({ id }) => id))).toEqual(
      messages.map(({ id }) => id),
    )
  })

  it('refuses messages that fit in no frame before they are sent, and sends the rest', async () => {
    const world = await connected()
    const outcomes = await world.session.publish('room', [
      outgoing('a'),
      outgoing('b', { data: 'x'.repeat(131_072) }),
      outgoing('c'),
    ])
    expect(codesOf(outcomes)).toEqual(['ok', 'message_too_large', 'ok'])
  })
})

describe('a publish without an answer', () => {
  it('is settled by the answer however late it comes, and is not written a second time', async () => {
    const world = await connected()
    world.answers.publish = () => []
    const published = world.session.publish('room', [outgoing('a'), outgoing('b')])
    for (let minute = 0; minute < 10; minute += 1) {
      world.sockets.latest.receive({ type: 'ping' })
      await world.clock.advance(30_000)
    }
    const [item] = world.sent('publish')
    if (item !== undefined) world.sockets.latest.receive(answer(item, stored, stored))
    expect(codesOf(await published)).toEqual(['ok', 'ok'])
    expect(world.sent('publish')).toHaveLength(1)
  })

  it('is settled as unknown when the connection is found dead', async () => {
    const world = await connected()
    world.answers.publish = () => []
    world.answers.ping = () => []
    const published = world.session.publish('room', [outgoing('a'), outgoing('b')])
    await world.clock.advance(40_000)
    for (const { error } of await published) {
      expect(error).toMatchObject({ code: 'connection_closed', retryable: true, outcome: 'unknown' })
    }
  })

  it('is settled by an answer that waited in the socket while the machine slept', async () => {
    const world = await connected()
    world.answers.publish = () => []
    const published = world.session.publish('room', [outgoing('a')])
    await world.clock.advance(0)
    world.clock.sleep(3_600_000)
    await world.clock.advance(0)
    const [item] = world.sent('publish')
    if (item !== undefined) world.sockets.latest.receive(answer(item, stored))
    expect(codesOf(await published)).toEqual(['ok'])
  })

  it('is settled as unknown when the connection is lost, however it ended', async () => {
    for (const code of [1006, closeCode.tooSlow, closeCode.tooBig, closeCode.invalidPayload, closeCode.protocolError]) {
      const world = await connected()
      world.answers.publish = () => []
      const published = world.session.publish('room', [outgoing('a')])
      await world.clock.advance(0)
      world.sockets.latest.close(code)
      expect((await published)[0]?.error).toMatchObject({
        code: 'connection_closed',
        retryable: true,
        outcome: 'unknown',
      })
      await world.clock.advance(250)
      expect(world.state()?.status).toBe('connected')
      expect(world.sent('publish')).toHaveLength(1)
    }
  })

  it('is settled when an answer names fewer messages than were sent', async () => {
    const world = await connected()
    world.answers.publish = (item) => [answer(item, stored)]
    expect(codesOf(await world.session.publish('room', [outgoing('a'), outgoing('b')]))).toEqual([
      'ok',
      'protocol_error',
    ])
  })
})

describe('publishing in parts', () => {
  it('sends in one request what is published in one turn', async () => {
    const world = await connected()
    const outcomes = await Promise.all(['a', 'b', 'c'].map((id) => world.session.publish('room', [outgoing(id)])))
    expect(outcomes.flatMap(codesOf)).toEqual(['ok', 'ok', 'ok'])
    expect(world.sent('publish').map(({ messages }) => messages.map(({ id }) => id))).toEqual([['a', 'b', 'c']])
  })

  it('lets channels take turns', async () => {
    const world = await connected()
    const many = Array.from({ length: 300 }, (_, index) => outgoing(`m${index}`))
    const first = world.session.publish('busy', many)
    void world.session.publish('quiet', [outgoing('q')])
    await first
    const channels = world.sent('publish').map(({ channel }) => channel)
    expect(channels.indexOf('quiet')).toBe(1)
  })

  it('refuses what waits behind a refused message, without sending it', async () => {
    const world = await connected()
    world.answers.publish = (item) => [answer(item, ...item.messages.map(() => refusal('rate_limited', true)))]
    const many = Array.from({ length: 60 }, (_, index) => outgoing(`m${index}`))
    const codes = codesOf(await world.session.publish('room', many))
    expect(codes).toEqual([...Array<string>(50).fill('rate_limited'), ...Array<string>(10).fill('out_of_order')])
    expect(world.sent('publish')).toHaveLength(1)
  })

  it('rejects messages that have not left as not sent, at once when the connection ends', async () => {
    const world = await connected()
    world.answers.publish = () => []
    const published = world.session.publish(
      'room',
      Array.from({ length: 60 }, (_, index) => outgoing(`m${index}`)),
    )
    await world.clock.advance(0)
    world.sockets.latest.close(1006)
    const outcomes = (await published).map((it) => it.error?.outcome)
    expect(outcomes).toEqual([...Array<string>(50).fill('unknown'), ...Array<undefined>(10).fill(undefined)])
  })
})

describe('after a refusal that may be repeated', () => {
  const resumes = (world: World): readonly boolean[] => world.sent('publish').map((item) => item.resume === true)

  it('the next publish of that channel, and no other, says that the caller knows of the refusal', async () => {
    const world = await connected()
    world.answers.publish = (item) => [answer(item, refusal('rate_limited', true))]
    await world.session.publish('room', [outgoing('a')])
    world.answers.publish = (item) => [answer(item, stored)]
    await world.session.publish('other', [outgoing('x')])
    await world.session.publish('room', [outgoing('a')])
    await world.session.publish('room', [outgoing('b')])
    expect(resumes(world)).toEqual([false, false, true, false])
  })

  it('later refusals of messages that had left before the repetition are not answered by another one', async () => {
    const world = await connected()
    world.answers.publish = () => []
    const publishes: Promise<unknown>[] = []
    for (const id of ['a', 'b']) {
      publishes.push(world.session.publish('room', [outgoing(id)]))
      await world.clock.advance(0)
    }
    const [a, b] = world.sent('publish')
    if (a === undefined || b === undefined) throw new Error('Nothing was sent')
    world.sockets.latest.receive(answer(a, refusal('rate_limited', true)))
    await publishes[0]
    const again = world.session.publish('room', [outgoing('a')])
    await world.clock.advance(0)
    world.sockets.latest.receive(answer(b, refusal('out_of_order', true)))
    await publishes[1]
    void world.session.publish('room', [outgoing('b')])
    await world.clock.advance(0)
    expect(resumes(world)).toEqual([false, false, true, false])
    void world.session.close()
    await again
  })

  it('a repetition that is refused too is repeated in the same way', async () => {
    const world = await connected()
    world.answers.publish = (item) => [answer(item, refusal('rate_limited', true))]
    for (let attempt = 0; attempt < 3; attempt += 1) await world.session.publish('room', [outgoing('a')])
    expect(resumes(world)).toEqual([false, true, true])
  })

  it('a refusal for good changes nothing, nor does one on an earlier connection', async () => {
    const world = await connected()
    world.answers.publish = (item) => [answer(item, refusal('forbidden', false))]
    await world.session.publish('room', [outgoing('a')])
    world.answers.publish = (item) => [answer(item, refusal('rate_limited', true))]
    await world.session.publish('room', [outgoing('b')])
    world.sockets.latest.close(1006)
    await world.clock.advance(250)
    await world.session.publish('room', [outgoing('b')])
    expect(resumes(world)).toEqual([false, false, false])
  })
})

describe('signals', () => {
  it('resolve once they have left, and are never queued', async () => {
    const world = createWorld()
    await expect(world.session.signal('room', 'typing', true)).rejects.toMatchObject({ code: 'connection_closed' })
    await world.connect()
    await world.session.signal('room', 'typing', false)
    expect(world.sent('signal')).toEqual([{ type: 'signal', channel: 'room', name: 'typing', data: false }])
  })

  it('are not sent when no frame could hold them, nor to an invalid name', async () => {
    const world = await connected()
    await expect(world.session.signal('room', 'x', 'x'.repeat(140_000))).rejects.toMatchObject({
      code: 'signal_too_large',
    })
    await expect(world.session.signal('*', 'x', 1)).rejects.toMatchObject({ code: 'invalid_argument' })
    expect(world.sent('signal')).toEqual([])
  })
})
