import { expect, it } from 'vitest'
import { createApi } from '../../api-client/index.ts'
import { apiKey, startApiServer } from '../../testing/support/api-server.ts'
import type { ApiServer } from '../../testing/support/api-server.ts'
import { outgoingMessages, publishOf } from '../../testing/support/outgoing-messages.ts'
import { RawClient } from '../../testing/support/raw-client.ts'

// What somebody who looks after a server asks, through the client for back ends.

const apiOf = ({ httpUrl }: ApiServer) => createApi({ url: httpUrl, key: apiKey })

it('lists connections, the newest first, with what they are attached to', async () => {
  const started = await startApiServer()
  const { client, clock } = started
  const opened = clock.date()
  const ana = await client({ clientId: 'ana' })
  clock.advance(1_000)
  const ben = await client({ clientId: 'ben' })
  for (const channel of ['room:a', 'room:b']) await ben.grant({ type: 'attach', channel })
  const { connections, total } = await apiOf(started).connections()
  expect(total).toBe(2)
  expect(connections).toEqual([
    {
      connectionId: ben.welcome.connectionId,
      clientId: 'ben',
      name: undefined,
      address: '127.0.0.1',
      openedAt: opened + 1_000,
      channels: ['room:a', 'room:b'],
      subscriptions: 2,
      queueBytes: 0,
    },
    expect.objectContaining({ connectionId: ana.welcome.connectionId, openedAt: opened, channels: [] }),
  ])
})

it('finds connections by client, pattern and channel, and says how many there are beyond the limit', async () => {
  const started = await startApiServer()
  for (const clientId of ['ana', 'anton', 'ben', 'ben']) {
    const each = await started.client({ clientId })
    started.clock.advance(1)
    if (clientId === 'ben') await each.grant({ type: 'attach', channel: 'room:a' })
  }
  const api = apiOf(started)
  expect(await api.connections({ clientId: 'ben' })).toMatchObject({ total: 2, connections: { length: 2 } })
  expect(await api.connections({ pattern: 'an*', limit: 1 })).toMatchObject({
    total: 2,
    connections: [{ clientId: 'anton' }],
  })
  expect(await api.connections({ channel: 'room:a', pattern: 'a*' })).toEqual({ total: 0, connections: [] })
  await expect(api.connections({ limit: 0 })).rejects.toMatchObject({ code: 'invalid_argument' })
  expect(await started.call('connections', { order: 'oldest' })).toMatchObject({
    error: { code: 107, message: 'bad request: `order` must be one of: newest, queue.' },
  })
})

it('lists those first for which the most waits', async () => {
  const started = await startApiServer()
  const slow = await started.client({ clientId: 'slow' })
  await slow.grant({ type: 'attach', channel: 'room:a' })
  slow.socket.pause()
  await started.client({ clientId: 'quick' })
  const asked = async () => (await apiOf(started).connections({ order: 'queue' })).connections
  let connections = await asked()
  // The system takes some megabytes before the server has to keep any.
  for (let n = 0; n < 500 && connections[0]?.queueBytes === 0; n += 1) {
    await started.server.publish('room:a', 'said', 'x'.repeat(60_000))
    connections = await asked()
  }
  expect(connections.map(({ clientId }) => clientId)).toEqual(['slow', 'quick'])
  expect(connections[0]?.queueBytes).toBeGreaterThan(0)
})

it('counts who is attached to channels and present in them, the largest first', async () => {
  const started = await startApiServer()
  const [ana, ben] = [await started.client({ clientId: 'ana' }), await started.client({ clientId: 'ben' })]
  for (const channel of ['room:a', 'room:b']) await ana.grant({ type: 'attach', channel })
  await ben.grant({ type: 'attach', channel: 'room:b' })
  await ben.grant({ type: 'presence', channel: 'hall', action: 'enter' })
  const api = apiOf(started)
  expect(await api.channelCounts()).toEqual({
    total: 3,
    channels: [
      { channel: 'room:b', subscriptions: 2, occupancy: 0 },
      { channel: 'room:a', subscriptions: 1, occupancy: 0 },
      { channel: 'hall', subscriptions: 0, occupancy: 1 },
    ],
  })
  expect(await api.channelCounts({ pattern: 'room:*', limit: 1 })).toMatchObject({ total: 2, channels: { length: 1 } })
})

it('takes a question mark in a URL for the sign that it is in patterns', async () => {
  const started = await startApiServer()
  const ana = await started.client({ clientId: 'ana' })
  for (const channel of ['room:a', 'room:bb']) await ana.grant({ type: 'attach', channel })
  expect(await started.get('/channel-counts?pattern=room:?')).toMatchObject({ channels: [{ channel: 'room:a' }] })
})

it('tells how it is doing, and what went wrong', async () => {
  const started = await startApiServer({
    limits: { messageBytes: 1_000 },
    onPublish: () => {
      throw new Error('broken')
    },
  })
  const ana = await started.client({ clientId: 'ana' })
  await ana.ask(publishOf('room:a', 'small'))
  await ana.ask({ type: 'publish', channel: 'room:a', messages: outgoingMessages(['large'], 'x'.repeat(2_000)) })
  const figures = await apiOf(started).figures()
  expect(figures).toMatchObject({
    connections: 1,
    time: started.clock.date(),
    queueBytes: 0,
    delays: { loop: { mean: 0, max: 0 }, delivery: { mean: expect.any(Number), max: expect.any(Number) } },
  })
  expect(figures.delays.delivery.max).toBeGreaterThan(0)
  expect(figures.troubles).toEqual(
    expect.arrayContaining([
      { kind: 'limit', name: 'messageBytes', count: 1 },
      { kind: 'hook', name: 'onPublish', count: 1 },
    ]),
  )
})

it('tells of connections that ended in trouble, whatever they were closed with, and of no others', async () => {
  const started = await startApiServer()
  for (const clientId of ['a', 'b']) {
    const client = await started.client({ clientId })
    client.socket.send(Buffer.from('binary'))
    await client.closed
  }
  const leaving = await started.client()
  leaving.socket.close(1000)
  await leaving.closed
  const { troubles } = await apiOf(started).figures()
  expect(troubles.filter(({ kind }) => kind === 'ended')).toEqual([{ kind: 'ended', name: 'protocol', count: 2 }])
})

it('ends one connection of a client and leaves its others', async () => {
  const started = await startApiServer()
  const [first, second] = [await started.client({ clientId: 'ana' }), await started.client({ clientId: 'ana' })]
  const reason = 'This tab is in the way.'
  await apiOf(started).disconnect('ana', { connectionId: first.welcome.connectionId, reason })
  await first.closed
  expect(first.all('goodbye')).toMatchObject([{ error: { message: reason } }])
  await second.barrier()
})

it('tells a key what it allows', async () => {
  const { httpUrl } = await startApiServer({ apiKey: [{ key: apiKey, methods: ['history', 'metrics'] }] })
  expect(await createApi({ url: httpUrl, key: apiKey }).rights()).toEqual(['history', 'metrics'])
})

it('sends the headers that a proxy asks for with every request', async () => {
  const { httpUrl } = await startApiServer({ inspector: 'read' })
  const api = createApi({ url: httpUrl, key: apiKey, headers: { 'X-Herenow-Inspector': '1', 'X-API-Key': 'other' } })
  expect(await api.rights()).not.toContain('publish')
})

const verify = (): never => {
  throw new Error('The app knows nobody.')
}

it('lets an observer listen and publish nothing, whatever clients prove themselves with', async () => {
  const started = await startApiServer({ auth: { verify } })
  const { clientId, token } = await apiOf(started).observe('one')
  expect(clientId).toBe('observer:one')
  const observer = new RawClient(started.url)
  expect(await observer.hello({ token: token ?? '' })).toMatchObject({ clientId, tokenExpiresIn: 900_000 })
  await observer.grant({ type: 'attach', channel: 'room:a' })
  await started.server.publish('room:a', 'said', 1)
  await observer.barrier()
  expect(observer.all('message')).toMatchObject([{ message: { data: 1 } }])
  expect(await observer.code(publishOf('room:a', 'm'))).toBe('forbidden')
  expect(await apiOf(started).hereNow()).toMatchObject({ totalOccupancy: 0 })
})

it('lets an observer see who is present, and never be present itself', async () => {
  const started = await startApiServer({ auth: { verify: (clientId: string) => ({ clientId }) } })
  const entering = { type: 'presence', channel: 'room:a', action: 'enter', state: 1 } as const
  // A client of the app may have such an id too, and may have been present before.
  const before = await started.client({ token: 'observer:one' })
  await before.grant(entering)
  const observer = new RawClient(started.url)
  await observer.hello({ token: await observerToken(started), info: { name: 'Admin' } })
  await observer.grant({ type: 'attach', channel: 'room:a', presence: true })
  expect(await observer.code(entering)).toBe('forbidden')
  expect(await apiOf(started).hereNow()).toMatchObject({ totalOccupancy: 1 })
  await before.grant({ type: 'token', token: await observerToken(started) })
  expect(await apiOf(started).hereNow()).toMatchObject({ totalOccupancy: 0 })
  expect(await before.code({ ...entering, action: 'update' })).toBe('forbidden')
})

async function observerToken(started: ApiServer): Promise<string> {
  return (await apiOf(started).observe('one')).token ?? ''
}

it('refuses an observer whose token is of another server, made up, or over', async () => {
  const started = await startApiServer({ auth: { verify } })
  const closedWith = async (token: string): Promise<number> => {
    const observer = new RawClient(started.url)
    await observer.opened()
    observer.send({ type: 'hello', version: 1, token })
    return (await observer.closed).code
  }
  expect(await closedWith(await observerToken(await startApiServer({ auth: { verify } })))).toBe(4001)
  expect(await closedWith('observer.x')).toBe(4001)
  const own = await observerToken(started)
  started.clock.advance(16 * 60_000)
  expect(await closedWith(own)).toBe(4002)
})

it('gives an observer no token where clients need none, and refuses names that are no part of an id', async () => {
  const started = await startApiServer()
  expect(await apiOf(started).observe('one')).toEqual({ clientId: 'observer:one', token: undefined })
  await expect(apiOf(started).observe('a b')).rejects.toMatchObject({ code: 'invalid_argument' })
})
