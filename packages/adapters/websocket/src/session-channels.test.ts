import { describe, expect, it } from 'vitest'
import type { World } from '../test-support/world.ts'
import { createWorld, plain, wireMessage, withPresence } from '../test-support/world.ts'

const second = 1_000

async function connected(): Promise<World> {
  const world = createWorld()
  await world.connect()
  return world
}
function deliver(world: World, ...offsets: readonly number[]): void {
  world.sockets.latest.receive(
    ...offsets.map((offset) => ({ type: 'message', channel: 'room', message: wireMessage(offset) })),
  )
}
const delivered = (world: World): readonly string[] => world.recorder.of('message').map(({ message }) => message.id)
const channelStates = (world: World): readonly string[] => world.recorder.of('channel').map(({ state }) => state.status)
async function comeBack(world: World): Promise<void> {
  world.sockets.latest.close(1006)
  await world.clock.advance(250)
}

describe('attaching', () => {
  it('emits its position before it resolves, then messages with their positions', async () => {
    const world = await connected()
    await world.session.attach('room', plain)
    deliver(world, 1, 2)
    expect(world.recorder.of('attached')).toEqual([
      { type: 'attached', channel: 'room', position: { epoch: 'e', offset: 0 }, recovered: false },
    ])
    expect(world.recorder.of('message')[1]?.message).toEqual({
      id: 'm2',
      channel: 'room',
      name: 'said',
      data: 2,
      clientId: 'bob',
      info: null,
      connectionId: null,
      timestamp: 2,
      position: { epoch: 'e', offset: 2 },
      meta: null,
    })
  })

  it('emits everything that one frame carried together', async () => {
    const world = await connected()
    await world.session.attach('room', plain)
    const before = world.recorder.batches.length
    deliver(world, 1, 2, 3)
    expect(world.recorder.batches.slice(before).map((batch) => batch.length)).toEqual([3])
  })

  it('sends the requests of one turn in one frame', async () => {
    const world = await connected()
    const before = world.sockets.latest.frames.length
    await Promise.all(['a', 'b', 'c'].map((name) => world.session.attach(name, plain)))
    expect(world.sockets.latest.frames).toHaveLength(before + 1)
  })

  it('takes several frames where one would be larger than the server allows', async () => {
    const world = createWorld()
    const names = Array.from({ length: 1_200 }, (_, index) => `${'x'.repeat(190)}${index}`)
    const attached = names.map((name) => world.session.attach(name, plain))
    await world.connect()
    await Promise.all(attached)
    const frames = world.sockets.latest.frames
    expect(frames.length).toBeGreaterThan(2)
    for (const frame of frames) expect(frame.length).toBeLessThanOrEqual(131_072)
    expect(world.sent('attach').map(({ channel }) => channel)).toEqual(names)
  })

  it('follows hello without waiting for the welcome', async () => {
    const world = createWorld()
    world.answers.hello = () => []
    void world.session.attach('room', { since: null, rewind: 5, presence: true })
    await world.connect()
    expect(world.sockets.latest.sent).toMatchObject([
      { type: 'hello' },
      { type: 'attach', channel: 'room', rewind: 5, presence: true },
    ])
  })

  it('makes one request for two calls at once, and none when attached already', async () => {
    const world = await connected()
    await Promise.all([world.session.attach('room', plain), world.session.attach('room', plain)])
    await world.session.attach('room', { ...plain, rewind: 10 })
    expect(world.sent('attach')).toHaveLength(1)
    expect(world.recorder.of('attached')).toHaveLength(1)
  })

  it('asks again from its position when presence is wanted later, without a pause in messages', async () => {
    const world = await connected()
    await world.session.attach('room', plain)
    deliver(world, 1, 2)
    const again = world.session.attach('room', withPresence)
    deliver(world, 3)
    await again
    deliver(world, 1, 2, 3, 4)
    expect(world.sent('attach')[1]).toMatchObject({ presence: true, since: { epoch: 'e', offset: 2 } })
    expect(delivered(world)).toEqual(['m1', 'm2', 'm3', 'm4'])
    expect(channelStates(world)).toEqual(['attaching'])
  })

  it('starts from a position or a time that the caller knows', async () => {
    const world = await connected()
    await world.session.attach('a', { ...plain, since: { epoch: 'e', offset: 7 } })
    await world.session.attach('b', { ...plain, since: 1_700_000_000_000 })
    expect(world.sent('attach')).toMatchObject([{ since: { epoch: 'e', offset: 7 } }, { since: 1_700_000_000_000 }])
    expect(world.recorder.of('attached', 'a')[0]).toMatchObject({ recovered: true, position: { offset: 7 } })
  })

  it('refuses invalid names and positions of another service', async () => {
    const world = await connected()
    for (const name of ['', 'a b', 'a::b', '.a', 'a.*', '*', 'group:x', 'x'.repeat(201)]) {
      await expect(world.session.attach(name, plain)).rejects.toMatchObject({ code: 'invalid_argument' })
    }
    const foreign = { ...plain, since: { epoch: 'e', offset: '108@x' } }
    await expect(world.session.attach('room', foreign)).rejects.toMatchObject({ code: 'invalid_argument' })
    expect(world.sent('attach')).toEqual([])
  })

  it('treats __proto__ and its kin as plain names', async () => {
    const world = await connected()
    for (const name of ['__proto__', 'constructor', 'toString']) {
      await world.session.attach(name, plain)
      world.sockets.latest.receive({ type: 'message', channel: name, message: wireMessage(1) })
      expect(world.recorder.of('message', name)).toHaveLength(1)
    }
  })
})

describe('the position', () => {
  it('moves with messages and is where the next connection starts', async () => {
    const world = await connected()
    await world.session.attach('room', { ...plain, rewind: 10 })
    deliver(world, 4, 5)
    await comeBack(world)
    expect(world.sent('attach')[1]).toEqual({
      type: 'attach',
      id: expect.any(Number),
      channel: 'room',
      since: { epoch: 'e', offset: 5 },
    })
  })

  it('is kept for a channel without messages', async () => {
    const world = await connected()
    await world.session.attach('room', plain)
    await comeBack(world)
    expect(world.sent('attach')[1]).toMatchObject({ since: { epoch: 'e', offset: 0 } })
  })

  it('does not move with our own publish', async () => {
    const world = await connected()
    await world.session.attach('room', plain)
    deliver(world, 9)
    world.answers.publish = ({ id }) => [
      { type: 'ok', id, result: { outcomes: [{ timestamp: 1, epoch: 'e', offset: 12 }] } },
    ]
    await world.session.publish('room', [{ id: 'a', name: 'x', data: 1, meta: null, store: true, ttl: null }])
    await comeBack(world)
    expect(world.sent('attach')[1]).toMatchObject({ since: { offset: 9 } })
  })

  it('is sent with the last proof of the server, also after a detach', async () => {
    const world = await connected()
    let proof = 0
    world.answers.attach = ({ id }) => [
      { type: 'ok', id, result: { epoch: 'e', offset: 5, recovered: true, proof: `p${(proof += 1)}` } },
    ]
    const since = { epoch: 'e', offset: 5 }
    await world.session.attach('room', plain)
    await comeBack(world)
    await world.session.detach('room')
    await world.session.attach('room', { ...plain, since })
    await world.session.attach('other', { ...plain, since })
    expect(world.sent('attach').map((item) => item.proof)).toEqual([undefined, 'p1', 'p2', undefined])
  })

  it('comes with the end of the old epoch when the new epoch continues it', async () => {
    const world = await connected()
    await world.session.attach('room', plain)
    deliver(world, 1, 2, 3)
    world.answers.attach = ({ id }) => [
      { type: 'ok', id, result: { epoch: 'f', offset: 9, recovered: false, continues: 2 } },
    ]
    await comeBack(world)
    expect(world.recorder.of('attached').at(-1)).toEqual({
      type: 'attached',
      channel: 'room',
      position: { epoch: 'f', offset: 9 },
      recovered: false,
      continues: { epoch: 'e', offset: 2 },
    })
  })

  it('is not emitted for a channel that keeps no messages, though the next attach sends it', async () => {
    const world = await connected()
    world.answers.attach = ({ id }) => [
      { type: 'ok', id, result: { epoch: 'e', offset: 3, recovered: false, unkept: true } },
    ]
    await world.session.attach('room', plain)
    const { offset: _, ...unstored } = wireMessage(1)
    world.sockets.latest.receive({ type: 'message', channel: 'room', message: unstored })
    expect(delivered(world)).toEqual(['m1'])
    await comeBack(world)
    expect(world.recorder.of('attached').map(({ position, recovered }) => [position, recovered])).toEqual([
      [null, false],
      [null, false],
    ])
    expect(world.sent('attach')[1]).toMatchObject({ since: { epoch: 'e', offset: 3 } })
  })

  it('lets nothing through twice, wherever replay and live overlap', async () => {
    const world = await connected()
    await world.session.attach('room', plain)
    deliver(world, 1, 2)
    deliver(world, 2, 1, 3, 3)
    expect(delivered(world)).toEqual(['m1', 'm2', 'm3'])
  })

  it('does not move with messages that are not stored', async () => {
    const world = await connected()
    await world.session.attach('room', plain)
    deliver(world, 1)
    const { offset: _, ...unstored } = wireMessage(2)
    world.sockets.latest.receive({ type: 'message', channel: 'room', message: unstored })
    expect(world.recorder.of('message')[1]?.message.position).toBeNull()
    await comeBack(world)
    expect(world.sent('attach')[1]).toMatchObject({ since: { offset: 1 } })
  })

  it('starts anew with another epoch, also when its offsets are lower', async () => {
    const world = await connected()
    await world.session.attach('room', plain)
    deliver(world, 1, 2, 3)
    world.answers.attach = ({ id }) => [{ type: 'ok', id, result: { epoch: 'f', offset: 0, recovered: false } }]
    await comeBack(world)
    deliver(world, 1)
    expect(world.recorder.of('attached')[1]).toMatchObject({ position: { epoch: 'f', offset: 0 }, recovered: false })
    expect(world.recorder.of('message')[3]?.message.position).toEqual({ epoch: 'f', offset: 1 })
  })

  it('goes back when the server has fallen behind us and says so', async () => {
    const world = await connected()
    await world.session.attach('room', plain)
    deliver(world, 12)
    world.answers.attach = ({ id }) => [{ type: 'ok', id, result: { epoch: 'e', offset: 10, recovered: false } }]
    await comeBack(world)
    deliver(world, 11)
    expect(delivered(world)).toEqual(['m12', 'm11'])
  })
})

describe('drops', () => {
  it('leave an attach waiting for the next connection', async () => {
    const world = await connected()
    world.answers.attach = () => []
    let resolved = false
    const attached = world.session.attach('room', plain).then(() => (resolved = true))
    await world.clock.advance(0)
    world.answers.attach = ({ id }) => [{ type: 'ok', id, result: { epoch: 'e', offset: 0, recovered: false } }]
    expect(resolved).toBe(false)
    await comeBack(world)
    await attached
    expect(world.sent('attach')).toHaveLength(2)
  })

  it('bring back every attached channel in one frame, and no detached one', async () => {
    const world = await connected()
    await Promise.all(['a', 'b', 'c', 'd'].map((name) => world.session.attach(name, plain)))
    await world.session.detach('b')
    world.sockets.latest.close(1006)
    await world.session.detach('c')
    await world.clock.advance(250)
    expect(world.sockets.latest.sent).toMatchObject([
      { type: 'hello' },
      { type: 'attach', channel: 'a' },
      { type: 'attach', channel: 'd' },
    ])
    expect(world.sockets.latest.frames).toHaveLength(2)
  })

  it('of 23 hours end at the position of the channel, like those of a moment', async () => {
    const world = await connected()
    await world.session.attach('room', plain)
    deliver(world, 1, 2)
    world.opens = false
    world.sockets.latest.close(1006)
    await world.clock.advance(23 * 3_600 * second)
    world.opens = true
    await world.clock.advance(60 * second)
    expect(world.state()?.status).toBe('connected')
    expect(world.sent('attach').at(-1)).toMatchObject({ since: { epoch: 'e', offset: 2 } })
  })

  it('reject a waiting attach when the session ends', async () => {
    const closing = createWorld()
    const waiting = closing.session.attach('room', plain)
    void closing.session.close()
    await expect(waiting).rejects.toMatchObject({ code: 'connection_closed' })
    await expect(closing.session.attach('room', plain)).rejects.toMatchObject({ code: 'connection_closed' })

    const failing = createWorld({ failFast: true })
    failing.opens = false
    const hoping = failing.session.attach('room', plain)
    await failing.connect()
    failing.sockets.latest.close(1006)
    await expect(hoping).rejects.toMatchObject({ code: 'connection_failed' })
  })
})

describe('an attach without an answer', () => {
  it('suspends the channel after 10 s, leaves the connection alone and tries again', async () => {
    const world = await connected()
    world.answers.attach = () => []
    void world.session.attach('room', plain)
    await world.clock.advance(10 * second)
    expect(world.recorder.of('channel').at(-1)).toMatchObject({
      state: { status: 'suspended', reason: { code: 'timeout' }, retryAt: expect.any(Number) },
    })
    expect(world.state()?.status).toBe('connected')
    await world.clock.advance(250)
    expect(channelStates(world)).toEqual(['attaching', 'suspended', 'attaching'])
    expect(world.sent('attach')).toHaveLength(2)
  })

  it('is attached by an answer that comes late, without another request', async () => {
    const world = await connected()
    world.answers.attach = () => []
    const attached = world.session.attach('room', plain)
    await world.clock.advance(10 * second)
    const [request] = world.sent('attach')
    world.sockets.latest.receive({ type: 'ok', id: request?.id, result: { epoch: 'e', offset: 3, recovered: false } })
    await attached
    await world.clock.advance(60 * second)
    expect(world.sent('attach')).toHaveLength(1)
    deliver(world, 4)
    expect(delivered(world)).toEqual(['m4'])
  })
})

describe('a refused attach', () => {
  it('fails that channel for good and no other, until it is asked for again', async () => {
    const world = await connected()
    world.answers.attach = ({ id, channel }) =>
      channel === 'secret'
        ? [{ type: 'error', id, channel, error: { code: 'forbidden', message: 'Not yours.' } }]
        : [{ type: 'ok', id, result: { epoch: 'e', offset: 0, recovered: false } }]
    const refused = world.session.attach('secret', plain)
    await Promise.all([
      expect(refused).rejects.toMatchObject({ code: 'forbidden' }),
      world.session.attach('room', plain),
    ])
    expect(world.recorder.of('channel', 'secret').at(-1)).toMatchObject({
      state: { status: 'failed', reason: { code: 'forbidden', origin: 'server' } },
    })
    await comeBack(world)
    expect(world.sockets.latest.sent.map(({ channel }) => channel)).toEqual([undefined, 'room'])
    delete world.answers.attach
    void world.session.attach('secret', plain)
    await world.clock.advance(0)
    expect(world.sent('attach').at(-1)?.channel).toBe('secret')
  })

  it('is tried again with growing delays when the server says that it may work later', async () => {
    const world = await connected()
    world.answers.attach = ({ id }) => [
      { type: 'error', id, error: { code: 'server_error', message: 'Busy.', retryable: true, retryAfter: 1_000 } },
    ]
    void world.session.attach('room', plain)
    await world.clock.advance(999)
    expect(world.sent('attach')).toHaveLength(1)
    await world.clock.advance(60 * second)
    expect(world.sent('attach').length).toBeGreaterThan(4)
    expect(world.sent('attach').length).toBeLessThan(60)
  })

  it('is refused too when the answer makes no sense', async () => {
    const world = await connected()
    world.answers.attach = ({ id }) => [{ type: 'ok', id, result: { epoch: 'e', offset: -1 } }]
    await expect(world.session.attach('room', plain)).rejects.toMatchObject({ code: 'protocol_error' })
  })
})

describe('detaching', () => {
  it('stops all events at once, whether or not the server answers', async () => {
    const world = await connected()
    world.answers.detach = () => []
    await world.session.attach('room', plain)
    const detached = world.session.detach('room')
    deliver(world, 1)
    expect(delivered(world)).toEqual([])
    expect(world.recorder.of('channel').at(-1)).toMatchObject({ state: { status: 'detached', reason: null } })
    await world.clock.advance(10 * second)
    await detached
    expect(world.sent('detach')).toHaveLength(2)
  })

  it('resolves at once for a channel that is not attached', async () => {
    const world = await connected()
    await world.session.detach('room')
    expect(world.sent('detach')).toEqual([])
  })

  it('and attaching again before the first answer ends attached, by the last answer', async () => {
    const world = await connected()
    world.answers.attach = () => []
    const first = world.session.attach('room', plain)
    const detached = world.session.detach('room')
    const last = world.session.attach('room', plain)
    await expect(first).rejects.toMatchObject({ code: 'connection_closed' })
    await world.clock.advance(0)
    const [one, two] = world.sent('attach')
    const result = { epoch: 'e', offset: 0, recovered: false }
    world.sockets.latest.receive({ type: 'ok', id: one?.id, result })
    deliver(world, 1)
    expect(world.recorder.of('attached')).toEqual([])
    world.sockets.latest.receive({ type: 'ok', id: two?.id, result: { ...result, offset: 1 } })
    await Promise.all([detached, last])
    deliver(world, 2)
    expect(delivered(world)).toEqual(['m2'])
    expect(world.sockets.latest.sent.map(({ type }) => type)).toEqual(['hello', 'attach', 'detach', 'attach'])
  })
})

describe('an attachment that the server ends', () => {
  const end = (resumable: boolean, code = 'server_error'): object => ({
    type: 'detached',
    channel: 'room',
    resumable,
    error: { code, message: 'Ended.' },
  })

  it('is renewed at once from its position', async () => {
    const world = await connected()
    await world.session.attach('room', plain)
    deliver(world, 3)
    world.sockets.latest.receive(end(true))
    await world.clock.advance(0)
    expect(world.sent('attach')[1]).toMatchObject({ since: { offset: 3 } })
    expect(world.recorder.of('attached')).toHaveLength(2)
  })

  it('again and again is renewed with growing delays', async () => {
    const world = await connected()
    world.answers.attach = ({ id }) => [
      { type: 'ok', id, result: { epoch: 'e', offset: 0, recovered: true } },
      { type: 'detached', channel: 'room', resumable: true, error: { code: 'server_error', message: 'Ended.' } },
    ]
    await world.session.attach('room', plain)
    await world.clock.advance(60 * second)
    expect(world.sent('attach').length).toBeLessThan(40)
    expect(channelStates(world)).toContain('suspended')
  })

  it('for good is not renewed, also not on the next connection', async () => {
    const world = await connected()
    for (const [code, status] of [
      ['server_error', 'detached'],
      ['forbidden', 'failed'],
    ] as const) {
      await world.session.attach('room', plain)
      world.sockets.latest.receive(end(false, code))
      expect(world.recorder.of('channel').at(-1)).toMatchObject({ state: { status, reason: { code } } })
    }
    const requests = world.sent('attach').length
    await comeBack(world)
    expect(world.sent('attach')).toHaveLength(requests)
  })

  it('is an earlier one when the server says so while we attach', async () => {
    const world = await connected()
    world.answers.attach = () => []
    const attached = world.session.attach('room', plain)
    await world.clock.advance(0)
    world.sockets.latest.receive(end(false))
    const [request] = world.sent('attach')
    world.sockets.latest.receive({ type: 'ok', id: request?.id, result: { epoch: 'e', offset: 0, recovered: false } })
    await attached
    deliver(world, 1)
    expect(delivered(world)).toEqual(['m1'])
  })
})
