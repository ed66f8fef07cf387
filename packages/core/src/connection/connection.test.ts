import type { Adapter } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import { createTestEnv, recordingLogger, scriptedAdapter } from '@herenow/testing'
import { describe, expect, it } from 'vitest'
import type { ClientOptions } from '../client/client.ts'
import { createClient } from '../client/create-client.ts'
import { typingStore } from '../typing/typing-store.ts'

const away = new RealtimeError({ code: 'connection_closed', message: 'gone', retryable: true })

function setup(options: Partial<ClientOptions> = {}) {
  const world = createTestEnv()
  const adapter = scriptedAdapter()
  const log = recordingLogger()
  const client = createClient({ adapter, clientId: 'ana', env: world.env, log, ...options })
  const drop = (): void =>
    adapter.session.emit({
      type: 'connection',
      state: { status: 'disconnected', reason: away, attempt: 0, retryAt: 1_000 },
    })
  const status = (): string => client.connection.getState().status
  return { world, adapter, client, drop, status, log }
}

describe('the connection', () => {
  it('opens nothing before something needs it', () => {
    const { adapter, client, status } = setup()
    client.channel('room')
    client.connection.on(() => {})
    expect([adapter.sessions.length, status()]).toEqual([0, 'initialized'])
  })

  it('follows the session from connecting to connected', () => {
    const { adapter, client, status } = setup()
    client.connection.lease()
    expect(status()).toBe('connecting')
    adapter.session.connected('ana')
    expect(client.connection.getState()).toEqual({ status: 'connected', connectionId: 'c1', clientId: 'ana' })
  })

  it('does not connect by itself with autoConnect off, until told', () => {
    const { adapter, client } = setup({ autoConnect: false })
    client.connection.lease()
    client.channel('room').lease()
    expect(adapter.sessions).toHaveLength(0)
    client.connection.connect()
    expect(adapter.session.calls).toEqual(['attach room', 'connect'])
  })

  it('outlives its last lease by the linger, and reopens when needed again', async () => {
    const { world, adapter, client, status } = setup({ lingerMs: 1_000 })
    const release = client.connection.lease()
    adapter.session.connected()
    release()
    release()
    await world.clock.advance(990)
    const again = client.connection.lease()
    await world.clock.advance(60)
    expect([status(), adapter.sessions.length]).toEqual(['connected', 1])
    again()
    await world.clock.advance(1_000)
    expect([status(), adapter.session.calls.at(-1)]).toEqual(['closed', 'close'])
    client.connection.lease()
    expect([status(), adapter.sessions.length]).toEqual(['connecting', 2])
  })

  it('stays when somebody connected by hand, or attached a channel by hand', async () => {
    const byHand = setup()
    byHand.client.connection.connect()
    byHand.adapter.session.connected()
    byHand.client.connection.lease()()
    await byHand.world.clock.advance(5_000)
    expect(byHand.status()).toBe('connected')

    const attached = setup()
    attached.client.connection.lease()()
    attached.adapter.session.connected()
    void attached.client.channel('room').attach()
    await attached.world.clock.advance(5_000)
    expect(attached.status()).toBe('connected')
  })

  it('does not come back by itself after an explicit close', async () => {
    const { world, adapter, client, status } = setup()
    client.connection.lease()
    adapter.session.connected()
    await client.connection.close()
    client.connection.lease()
    client.channel('room').lease()
    await world.clock.advance(60_000)
    expect([status(), adapter.sessions.length]).toEqual(['closed', 1])
    client.connection.connect()
    expect([status(), adapter.sessions.length]).toEqual(['connecting', 2])
  })

  it('opens one new session when connect follows close at once', async () => {
    const { world, adapter, client, status } = setup()
    client.connection.connect()
    adapter.session.connected()
    const closing = client.connection.close()
    client.connection.connect()
    await closing
    await world.clock.advance(0)
    expect([status(), adapter.sessions.length]).toEqual(['connecting', 2])
    adapter.sessions[0]?.connected('late')
    expect(status()).toBe('connecting')
  })

  it('reports lost once, after lostAfter, and restored only after lost', async () => {
    const { world, adapter, client, drop } = setup({ lostAfter: 3_000 })
    const heard: string[] = []
    client.connection.onLost(({ reason }) => heard.push(`lost ${reason.code}`))
    client.connection.onRestored(() => heard.push('restored'))
    client.connection.connect()
    adapter.session.connected()
    drop()
    await world.clock.advance(2_999)
    adapter.session.connected()
    await world.clock.advance(10_000)
    expect(heard).toEqual([])
    drop()
    await world.clock.advance(3_000)
    drop()
    await world.clock.advance(60_000)
    adapter.session.connected()
    expect(heard).toEqual(['lost connection_closed', 'restored'])
  })

  it('calls a connection that never stood unreachable and not lost, and says once in the console what to do', async () => {
    const { world, adapter, client, log } = setup({ lostAfter: 3_000 })
    const heard: string[] = []
    client.connection.onLost(() => heard.push('lost'))
    client.connection.onRestored(() => heard.push('restored'))
    client.connection.onUnreachable(({ reason }) => heard.push(`unreachable ${reason.code}`))
    client.connection.connect()
    const reason = new RealtimeError({
      code: 'connection_failed',
      message: 'No socket could be opened.',
      hint: 'Start the server.',
      retryable: true,
    })
    const refuse = (): void =>
      adapter.session.emit({ type: 'connection', state: { status: 'disconnected', reason, attempt: 1, retryAt: null } })
    refuse()
    await world.clock.advance(2_999)
    expect(heard).toEqual([])
    await world.clock.advance(1)
    refuse()
    await world.clock.advance(60_000)
    expect(heard).toEqual(['unreachable connection_failed'])
    expect(client.connection.getState()).toMatchObject({ lost: false, unreachable: true })
    const warnings = (): readonly unknown[] => log.entries.filter(({ level }) => level === 'warn')
    expect(warnings()).toEqual([
      { level: 'warn', message: "Can't connect: No socket could be opened.", details: reason },
    ])
    adapter.session.connected()
    expect(heard).toEqual(['unreachable connection_failed'])
    adapter.session.emit({ type: 'connection', state: { status: 'disconnected', reason, attempt: 0, retryAt: null } })
    await world.clock.advance(3_000)
    expect(heard).toEqual(['unreachable connection_failed', 'lost'])
    await client.connection.close()
    client.connection.connect()
    refuse()
    await world.clock.advance(3_000)
    expect(heard.at(-1)).toBe('unreachable connection_failed')
    expect(warnings()).toHaveLength(1)
  })

  it('reports a failure at once, and tells what to do', () => {
    const { adapter, client, log } = setup()
    const heard: string[] = []
    client.connection.onFailed(({ reason }) => heard.push(reason.code))
    client.connection.connect()
    const reason = new RealtimeError({ code: 'unauthorized', message: 'no' })
    adapter.session.emit({ type: 'connection', state: { status: 'failed', reason } })
    expect(heard).toEqual(['unauthorized'])
    expect(log.entries).toMatchObject([{ level: 'warn', message: 'no' }])
    expect(reason.hint).toContain('token')
    client.connection.connect()
    expect(adapter.sessions).toHaveLength(2)
  })

  it('once resolves at once for the present status, later for a coming one, and rejects at the end', async () => {
    const { adapter, client } = setup()
    client.connection.connect()
    const coming = client.connection.once('connected')
    const never = client.connection.once('failed')
    adapter.session.connected()
    await expect(coming).resolves.toMatchObject({ status: 'connected' })
    await expect(client.connection.once('connected')).resolves.toMatchObject({ status: 'connected' })
    const rejected = expect(never).rejects.toMatchObject({ code: 'connection_closed' })
    await client.close()
    await rejected
    await expect(client.connection.once('connected')).rejects.toMatchObject({ code: 'connection_closed' })
    await expect(client.connection.once('closed')).resolves.toEqual({ status: 'closed' })
  })

  it('lets a listener close or connect without anybody seeing an older state after a newer one', async () => {
    const { adapter, client } = setup()
    const heard: string[] = []
    client.connection.on('connected', () => void client.connection.close())
    client.connection.on(({ status }) => heard.push(`${status}/${client.connection.getState().status}`))
    client.connection.connect()
    adapter.session.connected()
    await client.connection.once('closed')
    expect(heard).toEqual(['connecting/connecting', 'connected/connected', 'closing/closing', 'closed/closed'])
  })

  it('ping waits while connecting, times out, and rejects when closed', async () => {
    const { world, adapter, client } = setup()
    const ping = client.connection.ping()
    adapter.session.connected()
    await expect(ping).resolves.toBe(1)
    await client.connection.close()
    await expect(client.connection.ping()).rejects.toMatchObject({ code: 'connection_closed' })

    const offline = setup()
    const late = expect(offline.client.connection.ping()).rejects.toMatchObject({ code: 'timeout', retryable: true })
    await offline.world.clock.advance(10_000)
    await late
    expect(offline.world.clock.pending).toBe(0)
    expect(world.clock.pending).toBe(0)
  })

  it('fails with the hint when the adapter refuses its options', () => {
    const { capabilities } = scriptedAdapter()
    const open = (): never => {
      throw new RealtimeError({ code: 'invalid_argument', message: 'bad url' })
    }
    const broken: Adapter = { spec: 'v1', name: 'broken', capabilities, open }
    const { client } = setup({ adapter: broken })
    client.connection.connect()
    expect(client.connection.getState()).toMatchObject({ status: 'failed', reason: { message: 'bad url' } })
  })
})

describe('closing a client', () => {
  it('settles everything and leaves no timer', async () => {
    const { world, adapter, client } = setup()
    const channel = client.channel('room')
    channel.subscribe(() => {})
    const attaching = channel.attach()
    const publishing = channel.publish('said', 'hello')
    const asking = client.hereNow()
    const paging = channel.history()
    void channel.log.load()
    void channel.presence.enter({ at: 1 })
    typingStore(channel).set(true)
    const rejections = [attaching, publishing, asking, paging].map((promise) =>
      expect(promise).rejects.toMatchObject({ code: 'connection_closed' }),
    )
    await client.close()
    await Promise.all(rejections)
    await client.close()
    expect(world.clock.pending).toBe(0)
    expect(adapter.session.calls.at(-1)).toBe('close')
    await expect(channel.publish('said', 'late')).rejects.toMatchObject({
      code: 'connection_closed',
      hint: expect.stringContaining('createClient') as string,
    })
    expect(() => client.connection.connect()).toThrow('closed')
  })

  it('makes leases without effect, and rejects every request', async () => {
    const { world, client, adapter } = setup()
    const channel = client.channel('room')
    await client.close()
    const releases = [client.connection.lease(), channel.lease(), channel.presence.lease({})]
    for (const release of releases) release()
    for (const asked of [channel.attach(), channel.presence.enter(), channel.signal('wave', 1), client.hereNow()]) {
      await expect(asked).rejects.toMatchObject({ code: 'connection_closed' })
    }
    await world.clock.advance(5_000)
    expect([adapter.sessions.length, world.clock.pending]).toEqual([0, 0])
  })

  it('delivers nothing any more', async () => {
    const { adapter, client } = setup()
    const heard: unknown[] = []
    client.channel('room').subscribe((message) => heard.push(message))
    void client
      .channel('room')
      .attach()
      .catch(() => {})
    const { session } = adapter
    session.connected()
    session.attached('room', null)
    await client.close()
    session.emit({ type: 'connection', state: { status: 'connecting', attempt: 1 } })
    expect([heard, client.connection.getState().status]).toEqual([[], 'closed'])
  })
})
