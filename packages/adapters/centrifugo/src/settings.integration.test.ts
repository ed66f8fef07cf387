import { RealtimeError } from '@herenow/adapter'
import { Centrifuge } from 'centrifuge'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { startCentrifugo } from '../../../../scripts/services/centrifugo.mjs'
import { withServices } from '../../../../scripts/services/with-services.ts'
import { callApi } from '../test-support/back-end.ts'
import { join, open, plain, reaches, watching } from '../test-support/people.ts'
import { configuration, everything, signed, tokenFor } from '../test-support/real-centrifugo.ts'
import { centrifugo } from './with-hints.ts'

// What depends on how a Centrifugo is configured, and what is said when it isn't as the app thinks.

const message = (id: string, data: unknown) => ({ id, name: 'said', data, meta: null, store: true, ttl: null })
const anyPage = { limit: 10, direction: 'backwards' } as const

withServices(['centrifugo'], () => {
  let server: Awaited<ReturnType<typeof startCentrifugo>>
  let url = ''
  beforeAll(async () => {
    const open_ = { allow_subscribe_for_client: true, allow_publish_for_client: true }
    const namespaces = [
      { name: 'full', ...everything, ...open_ },
      { name: 'forced', ...open_, history_size: 10, history_ttl: '300s', force_recovery: true },
      { name: 'bare', ...open_ },
      { name: 'mute', allow_subscribe_for_client: true },
      { name: 'short', ...everything, ...open_, history_size: 3 },
      { name: 'closed', ...everything },
    ]
    server = await startCentrifugo(configuration({ namespaces }))
    url = `ws://127.0.0.1:${server.port}/connection/websocket`
  })
  afterAll(() => server.stop())

  describe('a position', () => {
    it.each([-1, 1.5, 1e30, '7'])('with the offset %j is refused, and the connection stays', async (offset) => {
      const ana = await join(url, 'ana')
      const since = { epoch: 'x', offset }
      const refusal = { code: 'invalid_argument' }
      await expect(ana.session.attach('full:p', { ...plain, since })).rejects.toMatchObject(refusal)
      await expect(ana.session.history('full:p', { ...anyPage, after: since })).rejects.toMatchObject(refusal)
      await expect(ana.session.ping()).resolves.toBeGreaterThanOrEqual(0)
    })
  })

  it('attaches again after a loss, also where all channels together are more than a frame may be', async () => {
    const crowded = await startCentrifugo(
      configuration({
        without_namespace: { ...everything, allow_subscribe_for_client: true },
        client: { channel_limit: 1_000 },
      }),
    )
    onTestFinished(() => crowded.stop())
    const ana = await join(`ws://127.0.0.1:${crowded.port}/connection/websocket`, 'ana')
    // Each command has some 100 bytes, and the server takes 65,536 in a frame.
    const names = Array.from({ length: 900 }, (_, index) => `room-${'x'.repeat(60)}-${index}`)
    await Promise.all(names.map((name) => ana.session.attach(name, plain)))
    const before = ana.recorder.of('attached').length
    await callApi(crowded.port, 'disconnect', { user: 'ana', disconnect: { code: 3000, reason: 'blip' } })
    await ana.recorder.until('all of them', () => ana.recorder.of('attached').length === before * 2 || undefined)
    expect(ana.recorder.of('connection').filter(({ state }) => state.status === 'disconnected')).toHaveLength(1)
  })

  describe('a namespace', () => {
    it('recovers without being forced to, where clients may read history', async () => {
      const ana = await join(url, 'ana')
      await ana.session.attach('full:a', watching)
      const [event] = ana.recorder.of('attached')
      expect(event?.position).not.toBeNull()
      expect(event?.capabilities).toEqual({})
    })

    it('without history and presence says so when it is attached, and carries messages all the same', async () => {
      const ana = await join(url, 'ana')
      await ana.session.attach('bare:a', watching)
      expect(ana.recorder.of('attached')).toMatchObject([
        {
          position: null,
          recovered: false,
          capabilities: { recovery: 'none', history: 'none', presence: 'none', hereNow: 'none', occupancy: 'none' },
        },
      ])
      await ana.session.publish('bare:a', [message('m-1', 1)])
      await ana.recorder.until('the message', () => ana.recorder.of('message')[0])
      expect(ana.recorder.of('message')).toMatchObject([{ message: { id: 'm-1', position: null } }])
      const refusal = { code: 'unsupported', origin: 'server', message: 'Centrifugo said: not available (108).' }
      await expect(ana.session.history('bare:a', anyPage)).rejects.toMatchObject(refusal)
      await expect(ana.session.presence.get('bare:a')).rejects.toMatchObject(refusal)
      await expect(ana.session.hereNow({ channels: ['bare:a'] })).rejects.toMatchObject(refusal)
    })

    it('recovers where it is forced to, though nobody may read its history', async () => {
      const ana = await join(url, 'ana')
      await ana.session.attach('forced:a', plain)
      expect(ana.recorder.of('attached')[0]?.position).not.toBeNull()
      await expect(ana.session.history('forced:a', anyPage)).rejects.toMatchObject({ code: 'forbidden' })
    })

    it('whose history can not be read is attached without a rewind, and the error is told', async () => {
      const ana = await join(url, 'ana')
      await ana.session.publish('forced:b', [message('old', 1)])
      await ana.session.attach('forced:b', { ...plain, rewind: 5 })
      await ana.session.publish('forced:b', [message('new', 2)])
      await ana.recorder.until('the message', () => ana.recorder.of('message')[0])
      expect(ana.recorder.of('message').map((event) => event.message.id)).toEqual(['new'])
      expect(ana.recorder.of('error')).toMatchObject([{ error: { code: 'forbidden' } }])
    })

    it('that doesn’t exist, and one that is closed, refuse with Centrifugo’s own words and a hint', async () => {
      const ana = await join(url, 'ana')
      await expect(ana.session.attach('none:a', plain)).rejects.toMatchObject({
        code: 'not_found',
        message: 'Centrifugo said: unknown channel (102).',
        hint: expect.stringContaining('channel.namespaces'),
        channel: 'none:a',
      })
      await expect(ana.session.attach('closed:a', plain)).rejects.toMatchObject({
        code: 'forbidden',
        message: 'Centrifugo said: permission denied (103).',
        hint: expect.stringContaining('allow_subscribe_for_client'),
      })
      expect(await ana.session.publish('mute:a', [message('m', 1)])).toMatchObject([
        { error: { code: 'forbidden', retryable: false, channel: 'mute:a' } },
      ])
    })

    it('that keeps less than was missed says that messages are missing', async () => {
      const [ana, bob] = [await join(url, 'ana'), await join(url, 'bob')]
      await ana.session.attach('short:a', plain)
      await bob.session.publish('short:a', [message('m-0', 0)])
      const { message: first } = await ana.recorder.until('it', () => ana.recorder.of('message')[0])
      await ana.session.detach('short:a')
      await bob.session.publish(
        'short:a',
        [1, 2, 3, 4, 5].map((n) => message(`m-${n}`, n)),
      )
      const page = await bob.session.history('short:a', {
        limit: 10,
        direction: 'forwards',
        ...(first.position && { after: first.position }),
      })
      expect(page).toMatchObject({ complete: false, items: [{ data: 3 }, { data: 4 }, { data: 5 }] })
      await ana.session.attach('short:a', { ...plain, since: first.position })
      expect(ana.recorder.of('attached').at(-1)).toMatchObject({ recovered: false, position: { offset: 6 } })
    })
  })

  describe('a back end', () => {
    it('ends a channel, which is told and not asked for again', async () => {
      const ana = await join(url, 'ana')
      await ana.session.attach('full:ended', plain)
      await callApi(server.port, 'unsubscribe', { channel: 'full:ended', user: 'ana' })
      const { state } = await ana.recorder.until('the end', () =>
        ana.recorder.of('channel').find((event) => event.state.status === 'detached'),
      )
      expect(state).toMatchObject({ reason: { code: 'rejected', message: expect.stringContaining('(2000)') } })
    })

    it('puts a user out, who stays out until told otherwise', async () => {
      const eve = await join(url, 'eve')
      await callApi(server.port, 'disconnect', { user: 'eve' })
      expect(await reaches(eve, 'failed')).toMatchObject({
        reason: { code: 'connection_closed', message: 'Centrifugo said: force disconnect (3503).', retryable: false },
      })
      await expect(eve.session.ping()).rejects.toMatchObject({ code: 'connection_closed' })
      eve.session.connect()
      await reaches(eve, 'connected')
    })

    it('makes a user come back, and the channels with them', async () => {
      const eve = await join(url, 'eva')
      await eve.session.attach('full:back', plain)
      const disconnect = { code: 3011, reason: 'force reconnect' }
      await callApi(server.port, 'disconnect', { user: 'eva', disconnect })
      await eve.recorder.until('another attach', () => eve.recorder.of('attached')[1])
      expect(eve.recorder.of('attached')[1]).toMatchObject({ recovered: true })
    })
  })

  describe('a token', () => {
    it('that is missing, wrong or somebody else’s ends in a clear refusal', async () => {
      const tries = [
        { token: null, code: 'unauthorized', hint: 'Pass `token` to createClient' },
        { token: 'nonsense', code: 'unauthorized', hint: 'client.token' },
        { token: tokenFor('bob', null), code: 'unauthorized', hint: 'belongs to one user' },
      ]
      for (const { token, code, hint } of tries) {
        const ana = open(url, { clientId: 'ana', token: () => Promise.resolve(token) })
        ana.session.connect()
        const attached = expect(ana.session.attach('full:a', plain)).rejects.toMatchObject({ code })
        expect(await reaches(ana, 'failed')).toMatchObject({ reason: { code, hint: expect.stringContaining(hint) } })
        await attached
      }
    })

    it('that is refused is fetched anew, once', async () => {
      const reasons: string[] = []
      const token = ({ reason }: { readonly reason: string }): Promise<string> => {
        reasons.push(reason)
        return Promise.resolve(reason === 'rejected' ? tokenFor('ana', null) : signed({ sub: 'ana', exp: 1 }))
      }
      const ana = open(url, { clientId: 'ana', token })
      ana.session.connect()
      await reaches(ana, 'connected')
      expect(reasons).toEqual(['connect', 'rejected'])
    })

    it('that is about to end is replaced without a loss of the connection', async () => {
      const reasons: string[] = []
      const token = ({ reason }: { readonly reason: string }): Promise<string> => {
        reasons.push(reason)
        const life = reason === 'connect' ? 4 : 3_600
        return Promise.resolve(signed({ sub: 'ana', exp: Math.floor(Date.now() / 1_000) + life }))
      }
      const ana = open(url, { clientId: 'ana', token })
      ana.session.connect()
      await reaches(ana, 'connected')
      await vi.waitFor(() => expect(reasons).toContain('expiring'))
      await ana.session.ping()
      expect(reasons).toEqual(['connect', 'expiring'])
      expect(ana.recorder.of('connection').map((event) => event.state.status)).toEqual(['connecting', 'connected'])
    })

    it('for one channel opens that channel', async () => {
      const asked: unknown[] = []
      const token = ({ reason, channel }: { readonly reason: string; readonly channel?: string | undefined }) => {
        asked.push([reason, channel])
        return Promise.resolve(channel === undefined ? tokenFor('ana', null) : signed({ sub: 'ana', channel }))
      }
      const ana = open(url, { clientId: 'ana', token })
      ana.session.connect()
      await reaches(ana, 'connected')
      await expect(ana.session.attach('closed:b', plain)).rejects.toMatchObject({ code: 'forbidden' })
      await ana.session.refreshToken?.({ reason: 'forbidden', channel: 'closed:b' })
      await ana.session.attach('closed:b', plain)
      expect(asked).toEqual([
        ['connect', undefined],
        ['forbidden', 'closed:b'],
      ])
      expect(ana.recorder.of('token')).toHaveLength(1)
    })

    it('for one channel is replaced before it ends, and the channel stays attached', async () => {
      const reasons: string[] = []
      const token = ({ reason, channel }: { readonly reason: string; readonly channel?: string | undefined }) => {
        if (channel === undefined) return Promise.resolve(tokenFor('ana', null))
        reasons.push(reason)
        const life = reason === 'forbidden' ? 4 : 3_600
        return Promise.resolve(signed({ sub: 'ana', channel, exp: Math.floor(Date.now() / 1_000) + life }))
      }
      const ana = open(url, { clientId: 'ana', token })
      ana.session.connect()
      await reaches(ana, 'connected')
      await ana.session.refreshToken?.({ reason: 'forbidden', channel: 'closed:c' })
      await ana.session.attach('closed:c', plain)
      await vi.waitFor(() => expect(reasons).toEqual(['forbidden', 'expiring']))
      await ana.session.ping()
      expect(ana.recorder.of('channel').map(({ state }) => state.status)).toEqual(['attaching'])
    })

    it('function that fails for good is the end, and one that fails for now is asked again', async () => {
      const signedOut = new RealtimeError({ code: 'unauthorized', message: 'Signed out.' })
      const ana = open(url, { clientId: 'ana', token: () => Promise.reject(signedOut) })
      ana.session.connect()
      expect(await reaches(ana, 'failed')).toMatchObject({ reason: signedOut })
      const bob = open(url, {
        clientId: 'bob',
        token: ({ attempt }) =>
          attempt === 1 ? Promise.reject(new Error('502')) : Promise.resolve(tokenFor('bob', null)),
      })
      bob.session.connect()
      expect(await reaches(bob, 'disconnected')).toMatchObject({ reason: { message: expect.stringContaining('502') } })
      await reaches(bob, 'connected')
    })
  })

  describe('an address', () => {
    it.each(['http://127.0.0.1:1/connection/websocket', 'ws://'])('like %s is refused at once', async (address) => {
      const ana = open(address, { clientId: 'ana' })
      ana.session.connect()
      expect(await reaches(ana, 'failed')).toMatchObject({
        reason: { code: 'invalid_argument', hint: expect.stringContaining('wss://') },
      })
    })

    it('where nothing listens is tried again, or with failFast not', async () => {
      const address = 'ws://127.0.0.1:1/connection/websocket'
      const refusal = { reason: { code: 'connection_failed', hint: expect.stringContaining('allowed_origins') } }
      const ana = open(address, { clientId: 'ana' })
      ana.session.connect()
      expect(await reaches(ana, 'disconnected')).toMatchObject(refusal)
      const bob = open(address, { clientId: 'bob', failFast: true })
      bob.session.connect()
      expect(await reaches(bob, 'failed')).toMatchObject(refusal)
    })
  })

  it('is told when the app disconnects the client that the adapter made', async () => {
    let made: Centrifuge | undefined
    const adapter = centrifugo((options) => (made = new Centrifuge(url, { ...options })))
    const ana = open(url, { adapter, clientId: 'ana', token: () => Promise.resolve(tokenFor('ana', null)) })
    ana.session.connect()
    await reaches(ana, 'connected')
    made?.disconnect()
    expect(await reaches(ana, 'failed')).toMatchObject({
      reason: { code: 'connection_closed', message: 'The app has disconnected the Centrifuge client.' },
    })
  })

  it('blames the message for which a server that takes less closes the connection, and goes on', async () => {
    const namespaces = [{ name: 'full', ...everything, allow_subscribe_for_client: true }]
    const small = await startCentrifugo(
      configuration({ namespaces, more: { websocket: { message_size_limit: 10_000 } } }),
    )
    onTestFinished(() => small.stop())
    const ana = await join(`ws://127.0.0.1:${small.port}/connection/websocket`, 'ana')
    const [outcome] = await ana.session.publish('full:a', [message('big', 'x'.repeat(20_000))])
    expect(outcome?.error).toMatchObject({
      code: 'message_too_large',
      retryable: false,
      hint: expect.stringContaining('messageSizeLimit'),
    })
    await reaches(ana, 'connected')
    expect((await ana.session.publish('full:a', [message('small', 1)]))[0]?.error).toBeUndefined()
  })

  it('tells what is too large before the server closes the connection for it', async () => {
    const ana = await join(url, 'ana')
    const meta = { text: 'm'.repeat(5_000) }
    const [outcome] = await ana.session.publish('full:a', [{ ...message('big', 'x'.repeat(61_000)), meta }])
    expect(outcome?.error).toMatchObject({ code: 'message_too_large', retryable: false })
    await ana.session.ping()
  })
})
