import { expect, it } from 'vitest'
import { startTestServer } from '../testing/support/test-server.ts'

it('publishes in many channels under one id, and tells for each what became of it', async () => {
  const { client, server } = await startTestServer()
  const ana = await client()
  for (const channel of ['room:a', 'room:b']) await ana.grant({ type: 'attach', channel })
  const outcomes = await server.broadcast(['room:a', 'not a channel', 'room:b'], 'said', { text: 'hi' }, { id: 'once' })
  expect(outcomes).toMatchObject([
    { channel: 'room:a', receipt: { id: 'once', position: { offset: 1 } } },
    { channel: 'not a channel', error: { code: 'invalid_argument' } },
    { channel: 'room:b', receipt: { id: 'once', position: { offset: 1 } } },
  ])
  await ana.barrier()
  expect(ana.all('message')).toMatchObject([{ message: { data: { text: 'hi' } } }, { channel: 'room:b' }])
  const again = await server.broadcast(['room:a'], 'said', 1, { id: 'once' })
  expect(again).toMatchObject([{ receipt: { duplicate: true } }])
})

it('rejects what can be published nowhere, and more channels than one call may have', async () => {
  const { server } = await startTestServer()
  await expect(server.broadcast(['a'], '', 1)).rejects.toMatchObject({ code: 'invalid_argument' })
  const many = Array.from({ length: 10_001 }, (_, index) => `room:${index}`)
  await expect(server.broadcast(many, 'said', 1)).rejects.toMatchObject({ code: 'invalid_argument' })
})

it('publishes in ten thousand channels, and lets others have their turn meanwhile', async () => {
  const { client, server } = await startTestServer()
  const ana = await client()
  const channels = Array.from({ length: 10_000 }, (_, index) => `room:${index}`)
  let isDone = false
  const broadcast = server.broadcast(channels, 'said', 1).finally(() => (isDone = true))
  await ana.barrier()
  expect(isDone).toBe(false)
  const outcomes = await broadcast
  expect(outcomes.map(({ channel }) => channel)).toEqual(channels)
  expect(outcomes.every(({ receipt }) => receipt !== undefined)).toBe(true)
})

it('forgets a history on request: whoever is attached goes on, whoever comes back from before hears of a gap', async () => {
  const { client, server } = await startTestServer()
  const [ana, bob] = [await client(), await client()]
  const attached = await ana.result('attach', { type: 'attach', channel: 'room:a' })
  for (const data of [1, 2]) await server.publish('room:a', 'said', data)
  await server.historyRemove('room:a')
  expect((await server.history('room:a')).items).toEqual([])
  await server.publish('room:a', 'said', 3)
  await ana.barrier()
  expect(ana.all('detached')).toEqual([])
  expect(ana.all('message')).toHaveLength(3)
  const since = { epoch: attached.epoch, offset: 1 }
  expect(await bob.result('attach', { type: 'attach', channel: 'room:a', since })).toMatchObject({ recovered: false })
  const top = { epoch: attached.epoch, offset: 2 }
  expect(await bob.result('attach', { type: 'attach', channel: 'room:a', since: top })).toMatchObject({
    recovered: true,
  })
  await expect(server.historyRemove('not a channel')).rejects.toMatchObject({ code: 'invalid_argument' })
})

it('forgets one message on request: nobody who comes later gets it, and nobody hears of a gap', async () => {
  const { client, server } = await startTestServer()
  const bob = await client()
  const { id, position } = await server.publish('room:a', 'said', 'rude')
  await server.publish('room:a', 'said', 'fine')
  expect(await server.messageRemove('room:a', id)).toBe(true)
  expect(await server.history('room:a')).toMatchObject({ items: [{ data: 'fine' }], complete: true })
  const since = { epoch: position?.epoch ?? '', offset: 0 }
  expect(await bob.result('attach', { type: 'attach', channel: 'room:a', since })).toMatchObject({ recovered: true })
  await bob.barrier()
  expect(bob.all('message').map(({ message }) => message.data)).toEqual(['fine'])
  await expect(server.messageRemove('not a channel', id)).rejects.toMatchObject({ code: 'invalid_argument' })
  await expect(server.messageRemove('room:a', '')).rejects.toMatchObject({ code: 'invalid_argument' })
})

it('counts clients, attachments, messages and deliveries, for itself and by node', async () => {
  const { client, server, clock } = await startTestServer()
  const all = [await client({ clientId: 'ana' }), await client({ clientId: 'ana' }), await client({ clientId: 'bob' })]
  for (const one of all) await one.grant({ type: 'attach', channel: 'room:a' })
  await all[0]?.grant({ type: 'attach', channel: 'room:b' })
  for (let n = 0; n < 20; n += 1) await server.publish('room:a', 'said', n)
  await server.publish('room:a', 'said', 0, { id: 'twice' })
  await server.publish('room:a', 'said', 0, { id: 'twice' })
  clock.advance(1_000)
  const counts = {
    connections: 3,
    clients: 2,
    channels: 2,
    subscriptions: 4,
    publishesPerSecond: 2.1,
    deliveriesPerSecond: 6.3,
  }
  const info = server.info()
  expect(info).toMatchObject({ ...counts, failures: 0, refused: 0 })
  expect(info.nodes).toMatchObject([counts])
  expect(info.nodes[0]?.id).toMatch(/./)
})
