import type { AdapterEvent } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import { createTestEnv, receivedMessage, recordingLogger, scriptedAdapter, settled } from '@herenow/testing'
import { describe, expect, it } from 'vitest'
import type { ClientOptions } from '../client/client.ts'
import type { ChannelOptions } from './channel-options.ts'
import { createClient } from '../client/create-client.ts'

const forbidden = new RealtimeError({ code: 'forbidden', message: 'no' })
const away = new RealtimeError({ code: 'connection_closed', message: 'gone', retryable: true })

function setup(options: Partial<ClientOptions> = {}) {
  const world = createTestEnv()
  const adapter = scriptedAdapter()
  const log = recordingLogger()
  const client = createClient({ adapter, clientId: 'ana', env: world.env, log, ...options })
  client.connection.connect()
  adapter.session.connected()
  const channel = client.channel('room')
  return {
    world,
    adapter,
    client,
    channel,
    log,
    session: adapter.session,
    status: () => channel.state.getState().status,
  }
}

const at = (offset: number, epoch = 'e') => ({ epoch, offset })

describe('a channel', () => {
  it('notifies once that it is being attached, also when the session says so too', () => {
    const { channel, session } = setup()
    const heard: string[] = []
    channel.state.subscribe((state, previous) => heard.push(`${previous.status} > ${state.status}`))
    void channel.attach()
    session.emit({ type: 'channel', channel: 'room', state: { status: 'attaching' } })
    session.attached('room', null)
    expect(heard).toEqual(['initialized > attaching', 'attaching > attached'])
  })

  it('takes nothing of a frame in the middle of which a listener has left and come back, and has it by the next attach', async () => {
    const { channel, session, status } = setup()
    const heard: unknown[] = []
    channel.onGap(() => heard.push('gap'))
    const release = channel.subscribe(({ id }) => {
      heard.push(id)
      if (id !== 'm1') return
      void channel.detach()
      void channel.attach()
    })
    void channel.attach()
    session.attached('room', at(0))
    const message = (offset: number): AdapterEvent => ({
      type: 'message',
      channel: 'room',
      message: receivedMessage(offset, { position: at(offset) }),
    })
    const ended: AdapterEvent = { type: 'channel', channel: 'room', state: { status: 'failed', reason: forbidden } }
    const another: AdapterEvent = { type: 'attached', channel: 'room', position: at(2), recovered: true }
    session.emit(message(1), message(2), another, { type: 'gap', channel: 'room', position: at(9) }, message(3), ended)
    expect(heard).toEqual(['m1'])
    expect(status()).toBe('attaching')
    expect(session.attaches.at(-1)?.question.since).toEqual(at(1))
    session.attached('room', at(1), true)
    session.emit(message(2), message(3))
    expect(heard).toEqual(['m1', 'm2', 'm3'])
    expect(status()).toBe('attached')
    release()
    await settled()
  })

  it('waits for the answer to its own attach when a listener of a gap has left and come back', async () => {
    const { channel, session, status } = setup()
    const heard: string[] = []
    void channel.attach()
    session.attached('room', at(1))
    const release = channel.onGap(() => {
      release()
      void channel.detach()
      channel.attach().then(
        () => heard.push('attached'),
        () => heard.push('rejected'),
      )
    })
    session.attached('room', at(9, 'other'))
    await settled()
    expect([status(), heard]).toEqual(['attaching', []])
    session.attached('room', at(9, 'other'), true)
    await settled()
    expect([status(), heard]).toEqual(['attached', ['attached']])
  })

  it('rejects an attach that a listener of the state ends at once', async () => {
    const { channel, status } = setup()
    const stop = channel.state.subscribe(({ status: next }) => {
      if (next === 'attaching') void channel.detach()
    })
    await expect(channel.attach()).rejects.toMatchObject({ code: 'connection_closed', channel: 'room' })
    expect(status()).toBe('detached')
    stop()
  })

  it('is the same object under the same name', () => {
    const { client, channel } = setup()
    expect(client.channel('room')).toBe(channel)
    expect(client.channel('__proto__').name).toBe('__proto__')
  })

  it.each([
    ['', 'not a channel name'],
    ['a..b', 'not a channel name'],
    ['a b', 'not a channel name'],
    ['x'.repeat(201), 'not a channel name'],
    ['group:team', 'reserved'],
    ['rooms.*', 'reserved'],
    [undefined, 'not a channel name'],
  ])('refuses the name %j and says what a name may be', (name, message) => {
    const { client } = setup()
    let thrown: unknown
    try {
      client.channel(name as string)
    } catch (error) {
      thrown = error
    }
    const hint = expect.stringMatching(/Use letters|another name/) as string
    expect(thrown).toMatchObject({
      code: 'invalid_argument',
      message: expect.stringContaining(message) as string,
      hint,
    })
  })

  it('warns once where two uses ask for different options, and keeps the first', () => {
    const { client, log, session } = setup()
    void client.channel('other', { rewind: 5 }).attach()
    client.channel('other', { rewind: 5 })
    client.channel('other')
    expect(log.entries).toEqual([])
    client.channel('other', { rewind: 7 })
    client.channel('other', { rewind: 8 })
    expect(log.entries).toMatchObject([{ level: 'warn', message: expect.stringContaining('other') }])
    expect(session.attaches[0]?.question).toEqual({ since: null, rewind: 5, presence: true })
  })

  it.each<[string, ChannelOptions]>([
    ['rewind', { rewind: 0 }],
    ['rewind', { rewind: 1.5 }],
    ['rewind', { rewind: { seconds: NaN } }],
    ['since', { since: new Date(NaN) }],
    ['since', { since: { epoch: '', offset: 1 } }],
  ])('refuses a %s that no service could take: %j', (name, options) => {
    const { client } = setup()
    expect(() => client.channel('other', options)).toThrow(name)
  })

  it('takes options that come before the first attach, whoever named the channel first', () => {
    const { client, log, session } = setup()
    const channel = client.channel('later')
    client.channel('later', { rewind: 3 })
    channel.lease()
    client.channel('never', undefined).lease()
    client.channel('never', { rewind: 3 })
    expect(session.attaches.map(({ question }) => question.rewind)).toEqual([3, null])
    expect(log.entries).toHaveLength(1)
  })

  it('asks once, however often it is attached and leased', async () => {
    const { channel, session } = setup()
    const both = Promise.all([channel.attach(), channel.attach()])
    channel.lease()
    session.attached('room', at(0))
    await both
    await channel.attach()
    expect(session.calls.filter((call) => call === 'attach room')).toHaveLength(1)
    expect(channel.state.getState()).toEqual({ status: 'attached', recovered: false })
  })

  it('detaches one linger after its last lease, and causes no traffic when it is leased again before', async () => {
    const { channel, session, world } = setup({ lingerMs: 1_000 })
    const release = channel.lease()
    session.attached('room', at(0))
    release()
    await world.clock.advance(990)
    const again = channel.lease()
    release()
    await world.clock.advance(5_000)
    expect(session.calls).not.toContain('detach room')
    again()
    await world.clock.advance(1_000)
    expect(session.calls.filter((call) => call.endsWith('tach room'))).toEqual(['attach room', 'detach room'])
    expect(channel.state.getState().status).toBe('detached')
    await world.clock.advance(20)
    expect(world.clock.pending).toBe(0)
  })

  it('shows log and position at once when it comes back, and resumes there', async () => {
    const { channel, session, world } = setup({ lingerMs: 1_000 })
    const release = channel.lease()
    session.attached('room', at(4))
    session.emit({ type: 'message', channel: 'room', message: receivedMessage(5) })
    release()
    await world.clock.advance(200_000)
    channel.lease()
    expect(channel.log.getState().messages).toHaveLength(1)
    expect(session.attaches[1]?.question.since).toEqual(at(5))
  })

  it('starts anew when it comes back after more than five minutes', async () => {
    const { channel, session, world } = setup()
    const release = channel.lease()
    session.attached('room', at(4))
    session.emit({ type: 'message', channel: 'room', message: receivedMessage(5) })
    release()
    await world.clock.advance(302_000)
    channel.lease()
    await world.clock.advance(20)
    expect(channel.log.getState().messages).toHaveLength(0)
    expect(session.attaches[1]?.question.since).toBeNull()
  })

  it('keeps the logs of the last twenty detached channels only, under the same objects', async () => {
    const { client, session, world } = setup()
    for (let number = 0; number < 25; number += 1) {
      const name = `room:${number}`
      const release = client.channel(name).lease()
      session.attached(name, at(0))
      session.emit({ type: 'message', channel: name, message: receivedMessage(1, { channel: name }) })
      release()
      await world.clock.advance(1_100)
    }
    const kept = Array.from({ length: 25 }, (_, number) => client.channel(`room:${number}`))
    await world.clock.advance(20)
    const lengths = kept.map((channel) => channel.log.getState().messages.length)
    expect(lengths).toEqual([...Array<number>(5).fill(0), ...Array<number>(20).fill(1)])
    const oldest = client.channel('room:0')
    oldest.lease()
    session.attached('room:0', at(1))
    session.emit({ type: 'message', channel: 'room:0', message: receivedMessage(2, { channel: 'room:0' }) })
    await world.clock.advance(20)
    expect(oldest.log.getState().messages).toHaveLength(1)
    expect(client.channel('room:0')).toBe(oldest)
  })

  it('is attached again when a listener of its state leaves and comes back in one go', async () => {
    const { channel, session, status } = setup()
    let isBack = false
    const off = channel.state.subscribe(({ status: now }) => {
      if (now !== 'attached') return
      off()
      void channel.detach()
      void channel.attach().then(() => (isBack = true))
    })
    void channel.attach()
    session.attached('room', at(0))
    await Promise.resolve()
    expect(session.calls.filter((call) => call.includes('tach'))).toEqual(['attach room', 'detach room', 'attach room'])
    expect([status(), isBack]).toEqual(['attaching', false])
    session.attached('room', at(1))
    await Promise.resolve()
    await Promise.resolve()
    expect([status(), isBack]).toEqual(['attached', true])
  })

  it('fails alone when the service refuses it, and tries anew when attached again', async () => {
    const { client, channel, session, log } = setup()
    const refused = expect(channel.attach()).rejects.toBe(forbidden)
    session.attaches[0]?.refuse(forbidden)
    await refused
    expect(channel.state.getState()).toEqual({ status: 'failed', reason: forbidden })
    expect(log.entries).toMatchObject([{ message: 'no' }])
    expect(client.connection.getState().status).toBe('connected')
    const again = channel.attach()
    session.attached('room', at(0))
    await again
    expect(channel.state.getState().status).toBe('attached')
  })

  it('is suspended once the connection is lost, not at a blip', async () => {
    const { channel, session, world, status } = setup()
    channel.lease()
    session.attached('room', at(0))
    const drop = { status: 'disconnected', reason: away, attempt: 0, retryAt: null } as const
    session.emit({ type: 'connection', state: drop })
    await world.clock.advance(2_999)
    expect(status()).toBe('attached')
    await world.clock.advance(1)
    expect(channel.state.getState()).toEqual({ status: 'suspended', reason: away, retryAt: null })
    session.connected()
    session.attached('room', at(3), true)
    expect(channel.state.getState()).toEqual({ status: 'attached', recovered: true })
  })

  it('does not come back after a detach while offline', async () => {
    const { channel, session, client, adapter } = setup()
    channel.lease()
    session.attached('room', at(0))
    await channel.detach()
    await client.connection.close()
    client.connection.connect()
    adapter.session.connected()
    expect(adapter.session.calls).toEqual(['connect'])
    expect(channel.state.getState().status).toBe('detached')
  })

  it('comes back for those who lease it when the connection is opened again', async () => {
    const { channel, session, client, adapter, status } = setup()
    channel.lease()
    session.attached('room', at(7))
    await client.connection.close()
    expect(status()).toBe('detached')
    client.connection.connect()
    expect(adapter.session.attaches[0]?.question.since).toEqual(at(7))
    expect(status()).toBe('attaching')
  })

  it('ends detached, without a loop, when the service ends it for good', async () => {
    const { channel, session, status } = setup()
    channel.lease()
    session.attached('room', at(0))
    session.emit({ type: 'channel', channel: 'room', state: { status: 'detached', reason: forbidden } })
    expect(status()).toBe('detached')
    expect(session.attaches).toHaveLength(1)
  })

  it('ends attached when attach, detach and attach come before the first answer', async () => {
    const { channel, session } = setup()
    const first = expect(channel.attach()).rejects.toMatchObject({ code: 'connection_closed' })
    const detaching = channel.detach()
    const second = channel.attach()
    session.attached('room', at(0))
    await Promise.all([first, detaching, second])
    expect(channel.state.getState().status).toBe('attached')
    expect(session.calls.filter((call) => call.includes('tach room'))).toEqual([
      'attach room',
      'detach room',
      'attach room',
    ])
  })

  it('delivers nothing after detach, also in the middle of a frame, and gets it again with the next attach', () => {
    const { channel, session } = setup()
    const heard: string[] = []
    channel.subscribe((message) => {
      heard.push(message.id)
      void channel.detach()
    })
    channel.lease()
    session.attached('room', at(0))
    const messages = [1, 2, 3].map((offset) => receivedMessage(offset))
    session.emit(...messages.map((message) => ({ type: 'message', channel: 'room', message }) as const))
    expect(heard).toEqual(['m1'])
    channel.lease()
    expect(session.attaches[1]?.question.since).toEqual(at(1))
  })

  it('tells a listener that unsubscribes in the middle of a frame nothing more; the log takes the rest', async () => {
    const { channel, session, world } = setup()
    const heard: string[] = []
    const stop = channel.subscribe(({ id }) => {
      heard.push(id)
      stop()
    })
    channel.lease()
    session.attached('room', at(0))
    const messages = Array.from({ length: 41 }, (_, index) => receivedMessage(index + 1))
    session.emit(...messages.map((message) => ({ type: 'message', channel: 'room', message }) as const))
    await world.clock.advance(20)
    expect([heard, channel.log.getState().messages.length]).toEqual([['m1'], 41])
  })

  it('gives the listener of one name only that name, and stops at unsubscribe', () => {
    const { channel, session } = setup()
    const heard: string[] = []
    const stop = channel.subscribe('said', (message) => heard.push(message.id))
    channel.subscribe(['said', 'drew'], (message) => heard.push(`${message.id}!`))
    channel.lease()
    session.attached('room', at(0))
    const tell = (offset: number, name: string): void =>
      session.emit({ type: 'message', channel: 'room', message: receivedMessage(offset, { name }) })
    tell(1, 'said')
    tell(2, 'drew')
    stop()
    tell(3, 'said')
    expect(heard).toEqual(['m1', 'm1!', 'm2!', 'm3!'])
  })

  it('sends signals at once or not at all', async () => {
    const { channel, session, client } = setup()
    await channel.signal('wave', { hand: 'left' })
    expect(session.calls).toContain('signal room wave {"hand":"left"}')
    await expect(channel.signal('wave', 'x'.repeat(64))).rejects.toMatchObject({ code: 'signal_too_large' })
    await expect(channel.signal('wave', undefined)).rejects.toMatchObject({ code: 'invalid_argument' })
    await client.connection.close()
    await expect(channel.signal('wave', 1)).rejects.toMatchObject({ code: 'connection_closed', retryable: true })
  })
})
