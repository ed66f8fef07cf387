import { closeCode } from '@herenow/protocol'
import { settled } from '@herenow/testing'
import { describe, expect, it } from 'vitest'
import { createWorld, plain, welcome } from '../../test-support/world.ts'

const second = 1_000

describe('connecting', () => {
  it('touches no network before connect is called', async () => {
    const world = createWorld()
    await world.clock.advance(60 * second)
    world.network.set(true)
    world.visibility.emit('visible')
    await world.clock.advance(0)
    expect(world.sockets.all).toEqual([])
  })

  it('says hello in a frame of its own and tells who we are', async () => {
    const world = createWorld()
    await world.connect()
    expect(world.sockets.latest).toMatchObject({ url: 'ws://localhost:7070/', protocols: ['herenow.v1'] })
    expect(world.sockets.latest.frames).toEqual([JSON.stringify({ type: 'hello', version: 1, clientId: 'ana' })])
    expect(world.state()).toEqual({
      status: 'connected',
      connectionId: 'connection-1',
      clientId: 'ana',
      info: null,
      // The welcome of an older server says nothing of states.
      capabilities: { maxMessageBytes: 65_536, maxSignalBytes: 64, maxStateBytes: 4_096 },
    })
  })

  it('makes one attempt however often connect is called', async () => {
    const world = createWorld()
    world.session.connect()
    world.session.connect()
    await world.connect()
    world.session.connect()
    await world.clock.advance(0)
    expect(world.sockets.all).toHaveLength(1)
    expect(world.statuses()).toEqual(['connecting', 'connected'])
  })

  it('reports a refused socket with what to do about it, and tries again', async () => {
    const world = createWorld()
    world.opens = false
    await world.connect()
    world.sockets.latest.close(1006)
    expect(world.state()).toMatchObject({
      status: 'disconnected',
      attempt: 1,
      reason: { code: 'connection_failed', hint: expect.stringContaining('npx @herenow/server') },
    })
    await world.clock.advance(250)
    expect(world.sockets.all).toHaveLength(2)
    expect(world.state()).toEqual({ status: 'connecting', attempt: 2 })
  })

  it('gives up a socket that accepts and stays silent after 10 s, also when it opens at that moment', async () => {
    const world = createWorld({ answersClose: false })
    world.answers.hello = () => []
    await world.connect()
    await world.clock.advance(10 * second)
    expect(world.state()).toMatchObject({
      status: 'disconnected',
      reason: { code: 'connection_failed', hint: expect.stringContaining('never answered') },
    })
    const [first] = world.sockets.all
    expect(first?.closedWith).not.toBeNull()
    first?.receive(welcome)
    expect(world.state()?.status).not.toBe('connected')
  })

  it('reads a welcome that waited in the socket before it judges the server silent', async () => {
    const world = createWorld()
    world.answers.hello = () => []
    await world.connect()
    world.clock.sleep(60 * second)
    await world.clock.advance(0)
    expect(world.state()?.status).toBe('connecting')
    world.sockets.latest.receive(welcome)
    await world.clock.advance(second)
    expect(world.state()?.status).toBe('connected')
  })

  it('fails for good, with a hint, when the server does not speak our subprotocol', async () => {
    const world = createWorld()
    world.opens = false
    await world.connect()
    world.sockets.latest.open('')
    expect(world.state()).toMatchObject({
      status: 'failed',
      reason: { code: 'protocol_error', hint: expect.stringContaining('herenow.v1') },
    })
    await world.clock.advance(3_600 * second)
    expect(world.sockets.all).toHaveLength(1)
    expect([world.clock.pending, world.network.listeners, world.visibility.listeners]).toEqual([0, 0, 0])
  })

  it('fails for good when the platform refuses the URL', async () => {
    const world = createWorld()
    Object.assign(world.env, {
      createSocket() {
        throw new SyntaxError('mixed content')
      },
    })
    await world.connect()
    expect(world.state()).toMatchObject({ status: 'failed', reason: { code: 'invalid_argument' } })
    expect(world.clock.pending).toBe(0)
  })

  it('makes the first failed attempt final when it has to fail fast', async () => {
    for (const world of [createWorld({ failFast: true }), createWorld({ url: 'ws://localhost:7070?fail_fast=1' })]) {
      world.opens = false
      await world.connect()
      world.sockets.latest.close(1006)
      expect(world.statuses()).toEqual(['connecting', 'failed'])
      expect(world.clock.pending).toBe(0)
    }
  })

  it('names itself in log lines as the URL says', async () => {
    const world = createWorld({ url: 'ws://localhost:7070?name=checkout' })
    await world.connect()
    expect(world.log.entries.map(({ message }) => message)).toContain('checkout: connected')
  })
})

describe('coming back', () => {
  it('asks the server to resume the connection before', async () => {
    const world = createWorld()
    await world.connect()
    world.sockets.latest.close(1006)
    expect(world.state()).toMatchObject({ status: 'disconnected', attempt: 0, reason: { code: 'connection_closed' } })
    await world.clock.advance(250)
    expect(world.sent('hello')).toEqual([
      { type: 'hello', version: 1, clientId: 'ana' },
      { type: 'hello', version: 1, clientId: 'ana', resumeKey: 'key-1' },
    ])
  })

  it('says when it will try again, in wall-clock time', async () => {
    const world = createWorld()
    world.opens = false
    await world.connect()
    world.sockets.latest.close(1006)
    const state = world.state()
    const retryAt = state?.status === 'disconnected' ? (state.retryAt ?? 0) : 0
    expect(retryAt).toBeGreaterThanOrEqual(world.clock.date())
    await world.clock.advance(retryAt - world.clock.date())
    expect(world.sockets.all).toHaveLength(2)
  })

  it('waits as long as the server asked in its goodbye before the close', async () => {
    const world = createWorld()
    await world.connect()
    world.sockets.latest.receive({
      type: 'goodbye',
      error: { code: 'server_error', message: 'The server restarts.', retryAfter: 10_000 },
    })
    world.sockets.latest.close(closeCode.draining)
    expect(world.state()).toMatchObject({ reason: { message: 'The server restarts.', origin: 'server' } })
    world.network.set(true)
    await world.clock.advance(9_999)
    expect(world.sockets.all).toHaveLength(1)
    await world.clock.advance(3_000)
    expect(world.sockets.all).toHaveLength(2)
  })

  it('always pauses between attempts when the server accepts and closes every connection right away', async () => {
    const world = createWorld({ url: 'wss://live.example.com', seed: 5 })
    world.answers.hello = (_item, socket) => {
      queueMicrotask(() => queueMicrotask(() => socket.close(closeCode.draining)))
      return [welcome]
    }
    await world.connect()
    await world.clock.advance(120 * second)
    expect(world.sockets.all.length).toBeGreaterThan(8)
    expect(world.sockets.all.length).toBeLessThan(60)
  })

  it.each([
    ['this machine, 2 s at most between attempts', 'ws://localhost:7070', 2 * second],
    ['another machine, 15 s at most', 'wss://live.example.com', 15 * second],
  ])('waits for a server on %s', async (_, url, longest) => {
    const world = createWorld({ url, seed: 3 })
    await world.connect()
    world.opens = false
    world.sockets.latest.close(1006)
    const waits: number[] = []
    for (let attempt = 0; attempt < 60; attempt += 1) {
      const state = world.state()
      const retryAt = state?.status === 'disconnected' ? (state.retryAt ?? 0) : Number.NaN
      const wait = retryAt - world.clock.date()
      waits.push(wait)
      await world.clock.advance(Math.ceil(wait))
      world.sockets.latest.close(1006)
    }
    expect(Math.max(...waits)).toBeLessThanOrEqual(longest)
    expect(Math.max(...waits)).toBeGreaterThan(longest * 0.8)
  })

  it('does not come back when the operator ended the connection or another socket took it over', async () => {
    for (const code of [closeCode.disconnected, closeCode.replaced]) {
      const world = createWorld()
      await world.connect()
      world.sockets.latest.close(code)
      await world.clock.advance(3_600 * second)
      expect(world.state()?.status).toBe('failed')
      expect(world.sockets.all).toHaveLength(1)
      await world.connect()
      expect(world.sent('hello').at(-1)).not.toHaveProperty('resumeKey')
    }
  })

  it('makes one attempt when the network, the page and an overdue timer wake together', async () => {
    const world = createWorld()
    await world.connect()
    world.opens = false
    world.sockets.latest.close(1006)
    world.clock.sleep(3_600 * second)
    world.network.set(true)
    world.visibility.emit('resume')
    world.visibility.emit('visible')
    await world.clock.advance(0)
    expect(world.sockets.all).toHaveLength(2)
    expect(world.sockets.live).toBe(1)
  })

  it('never has two sockets when the network comes and goes during an attempt', async () => {
    const world = createWorld()
    world.opens = false
    await world.connect()
    for (const online of [false, true, false, true]) world.network.set(online)
    await world.clock.advance(0)
    expect(world.sockets.all).toHaveLength(1)
    world.sockets.latest.open()
    await world.clock.advance(0)
    expect(world.state()?.status).toBe('connected')
  })

  it('ignores frames of a socket that was replaced', async () => {
    const world = createWorld({ answersClose: false })
    await world.connect()
    await world.session.attach('room', plain)
    const [old] = world.sockets.all
    world.network.set(false)
    world.answers.ping = () => []
    await world.clock.advance(35 * second + 5 * second + 250)
    expect(world.sockets.all).toHaveLength(2)
    expect(world.state()?.status).toBe('connected')
    world.recorder.clear()
    old?.receive({ type: 'signal', channel: 'room', name: 'x', data: 1, clientId: 'bob', timestamp: 1 })
    old?.close(closeCode.replaced)
    await world.clock.advance(0)
    expect(world.recorder.events).toEqual([])
    expect(world.sockets.live).toBe(1)
  })

  it('is not affected by a wall clock that jumps a day', async () => {
    const world = createWorld()
    await world.connect()
    for (const day of [1, -1]) {
      world.clock.setDate(world.clock.date() + day * 86_400 * second)
      await world.clock.advance(second)
    }
    expect(world.sockets.latest.sent.map(({ type }) => type)).toEqual(['hello'])
  })
})

describe('the heartbeat', () => {
  it('answers a ping of the server with a frame of one pong', async () => {
    const world = createWorld()
    await world.connect()
    world.sockets.latest.receive({ type: 'ping' })
    await world.clock.advance(0)
    expect(world.sockets.latest.frames.at(-1)).toBe('{"type":"pong"}')
  })

  it('probes 10 s after the server’s ping interval is over, and gives the socket up 5 s later', async () => {
    const world = createWorld()
    await world.connect()
    world.answers.ping = () => []
    world.opens = false
    await world.clock.advance(35 * second - 1)
    expect(world.sent('ping')).toHaveLength(0)
    await world.clock.advance(1)
    expect(world.sent('ping')).toHaveLength(1)
    await world.clock.advance(5 * second - 1)
    expect(world.state()?.status).toBe('connected')
    await world.clock.advance(1)
    expect(world.state()?.status).toBe('disconnected')
    expect(world.sockets.all[0]?.closedWith).toMatchObject({ code: closeCode.pingTimeout })
  })

  it('probes after the silence that the URL sets', async () => {
    const world = createWorld({ url: 'ws://localhost:7070?heartbeat=3' })
    await world.connect()
    await world.clock.advance(3 * second)
    expect(world.sent('ping')).toHaveLength(1)
  })

  it('probes after five minutes of silence, however long the ping interval of the server is', async () => {
    for (const pingInterval of [3e9, 1e15]) {
      const world = createWorld()
      world.answers.hello = () => [{ ...welcome, pingInterval }]
      await world.connect()
      await world.clock.advance(310 * second)
      expect(world.sent('ping')).toHaveLength(1)
    }
  })

  it('takes any frame as a sign of life, also one that it does not understand', async () => {
    const world = createWorld()
    await world.connect()
    world.answers.ping = () => []
    for (let round = 0; round < 10; round += 1) {
      await world.clock.advance(34 * second)
      world.sockets.latest.receive({ type: 'news-from-the-future' })
    }
    expect(world.sent('ping')).toHaveLength(0)
    await world.clock.advance(35 * second + 4 * second)
    world.sockets.latest.receive({ type: 'ping' })
    await world.clock.advance(10 * second)
    expect(world.state()?.status).toBe('connected')
  })

  it('probes at once when the network or the page changes, once for all changes together', async () => {
    for (const change of [
      (world: ReturnType<typeof createWorld>) => world.network.set(false),
      (world: ReturnType<typeof createWorld>) => world.network.set(true),
      (world: ReturnType<typeof createWorld>) => world.visibility.emit('visible'),
      (world: ReturnType<typeof createWorld>) => world.visibility.emit('resume'),
    ]) {
      const world = createWorld()
      await world.connect()
      world.answers.ping = () => []
      change(world)
      change(world)
      await world.clock.advance(0)
      expect(world.sent('ping')).toHaveLength(1)
    }
  })

  it('stays connected when the network is said to be gone but the socket answers', async () => {
    const world = createWorld()
    await world.connect()
    world.network.set(false)
    await world.clock.advance(30 * second)
    expect(world.statuses()).toEqual(['connecting', 'connected'])
  })

  it('probes once after a sleep and reads waiting frames, instead of cutting a healthy socket', async () => {
    const world = createWorld()
    await world.connect()
    world.answers.ping = () => []
    world.clock.sleep(3_600 * second)
    await world.clock.advance(249)
    expect(world.sent('ping')).toHaveLength(0)
    await world.clock.advance(1)
    expect(world.sent('ping')).toHaveLength(1)
    // Asleep again before the answer could be read: it waits in the socket.
    world.clock.sleep(3_600 * second)
    await world.clock.advance(0)
    expect(world.state()?.status).toBe('connected')
    world.sockets.latest.receive({ type: 'ok', id: world.sent('ping')[0]?.id })
    await world.clock.advance(10 * second)
    expect(world.statuses()).toEqual(['connecting', 'connected'])
  })

  it('answers without a timer, so that a hidden page whose timers run once a minute stays connected', async () => {
    const world = createWorld()
    await world.connect()
    for (let minute = 1; minute <= 30; minute += 1) {
      for (const pause of [25, 25, 10]) {
        world.clock.sleep(pause * second)
        world.sockets.latest.receive({ type: 'ping' })
        await settled()
      }
      expect(world.sent('pong')).toHaveLength(3 * minute)
      await world.clock.advance(0)
    }
    expect(world.statuses()).toEqual(['connecting', 'connected'])
    expect(world.sent('ping').length).toBeLessThan(3)
  })

  it('tells the answers to two simultaneous pings apart', async () => {
    const world = createWorld()
    await world.connect()
    world.answers.ping = () => []
    const first = world.session.ping()
    await world.clock.advance(10)
    const later = world.session.ping()
    await world.clock.advance(10)
    const [one, two] = world.sent('ping')
    world.sockets.latest.receive({ type: 'ok', id: two?.id })
    await world.clock.advance(30)
    world.sockets.latest.receive({ type: 'ok', id: one?.id })
    expect(await Promise.all([first, later])).toEqual([50, 10])
  })

  it('measures the round trip', async () => {
    const world = createWorld()
    await world.connect()
    world.answers.ping = () => []
    const measured = world.session.ping()
    await world.clock.advance(42)
    world.sockets.latest.receive({ type: 'ok', id: world.sent('ping')[0]?.id })
    expect(await measured).toBe(42)
  })

  it('rejects a ping while not connected', async () => {
    await expect(createWorld().session.ping()).rejects.toMatchObject({ code: 'connection_closed', retryable: true })
  })
})

describe('what cannot be read', () => {
  it('closes the socket after a frame that is not JSON text, and comes back with a delay', async () => {
    for (const data of ['{', '', new ArrayBuffer(4), undefined]) {
      const world = createWorld()
      await world.connect()
      world.sockets.latest.receiveRaw(data)
      expect(world.state()).toMatchObject({ status: 'disconnected', reason: { code: 'protocol_error' } })
      expect(world.sockets.live).toBe(0)
      await world.clock.advance(250)
      expect(world.state()?.status).toBe('connected')
    }
  })

  it('skips an item of a newer version with one log line, and reads the rest of the frame', async () => {
    const world = createWorld()
    await world.connect()
    await world.session.attach('room', plain)
    const before = world.log.entries.length
    world.sockets.latest.receive(
      { type: 'reaction', channel: 'room' },
      { type: 'signal', channel: 'room', name: 'typing', data: true, clientId: 'bob', timestamp: 5 },
    )
    expect(world.recorder.of('signal')).toHaveLength(1)
    expect(world.log.entries).toHaveLength(before + 1)
  })

  it('reports a broken item once and goes on', async () => {
    const world = createWorld()
    await world.connect()
    world.sockets.latest.receive({ type: 'message', channel: 'room' }, { type: 'ping' })
    await world.clock.advance(0)
    expect(world.recorder.of('error')).toMatchObject([{ error: { code: 'protocol_error', channel: 'room' } }])
    expect(world.sent('pong')).toHaveLength(1)
  })

  it('ignores answers that nobody waits for', async () => {
    const world = createWorld()
    await world.connect()
    world.sockets.latest.receive({ type: 'ok', id: 999 }, { type: 'error', id: 998, error: { code: 'x', message: '' } })
    expect(world.recorder.of('error')).toEqual([])
    expect(world.state()?.status).toBe('connected')
  })
})

describe('close', () => {
  const moments: Readonly<Record<string, (world: ReturnType<typeof createWorld>) => Promise<void>>> = {
    'before anything': async () => {},
    'during the token fetch': (world) => Promise.resolve(world.session.connect()),
    'while the socket opens': async (world) => {
      world.opens = false
      await world.connect()
    },
    'before the welcome': async (world) => {
      world.answers.hello = () => []
      await world.connect()
    },
    'while connected': (world) => world.connect(),
    'while waiting to come back': async (world) => {
      await world.connect()
      world.sockets.latest.close(1006)
    },
    'after it failed': async (world) => {
      await world.connect()
      world.sockets.latest.close(closeCode.disconnected)
    },
  }
  for (const [moment, reach] of Object.entries(moments)) {
    it(`leaves nothing behind ${moment}, and never comes back`, async () => {
      const world = createWorld()
      await reach(world)
      const closed = Promise.all([world.session.close(), world.session.close()])
      await world.clock.advance(1_000)
      await closed
      expect(world.state()).toEqual({ status: 'closed' })
      expect([world.clock.pending, world.network.listeners, world.visibility.listeners]).toEqual([0, 0, 0])
      expect(world.sockets.live).toBe(0)
      const sockets = world.sockets.all.length
      world.session.connect()
      world.network.set(true)
      world.visibility.emit('visible')
      await world.clock.advance(3_600 * second)
      expect(world.sockets.all).toHaveLength(sockets)
      expect(world.state()).toEqual({ status: 'closed' })
    })
  }

  it('closes cleanly after everything that was still to be sent', async () => {
    const world = createWorld()
    await world.connect()
    const signalled = world.session.signal('room', 'typing', false)
    const closed = world.session.close()
    await Promise.all([signalled, closed])
    expect(world.sent('signal')).toHaveLength(1)
    expect(world.sockets.latest.closedWith).toMatchObject({ code: 1000 })
  })

  it('ends after a second when the other side does not close', async () => {
    const world = createWorld({ answersClose: false })
    await world.connect()
    const closed = world.session.close()
    expect(world.state()?.status).toBe('connected')
    await world.clock.advance(second)
    await closed
    expect(world.state()?.status).toBe('closed')
  })

  it('delivers nothing that comes while it closes', async () => {
    const world = createWorld({ answersClose: false })
    await world.connect()
    await world.session.attach('room', plain)
    void world.session.close()
    world.recorder.clear()
    world.sockets.latest.receive({ type: 'signal', channel: 'room', name: 'x', data: 1, clientId: 'bob', timestamp: 1 })
    expect(world.recorder.events).toEqual([])
  })
})
