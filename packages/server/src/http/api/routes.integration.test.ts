import { expect, it } from 'vitest'
import { apiKey, startApiServer } from '../../testing/support/api-server.ts'

const post = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'X-API-Key': apiKey },
  body: JSON.stringify(body),
})

it('tells who is where, and how many', async () => {
  const { get, client } = await startApiServer()
  const ana = await client({ clientId: 'ana', info: { name: 'Ana' } })
  for (const channel of ['room:a', 'room:b']) await ana.grant({ type: 'presence', channel, action: 'enter', state: 1 })
  expect(await get('/here-now')).toMatchObject({ totalChannels: 2, channels: { 'room:a': { occupancy: 1 } } })
  const page = (await get('/here-now?channels=room:a,room:b&members=true&state=1&limit=1')) as { cursor: string }
  expect(page).toMatchObject({ channels: { 'room:a': { members: [{ clientId: 'ana', state: 1 }] } } })
  expect(await get(`/here-now?channels=room:a,room:b&cursor=${encodeURIComponent(page.cursor)}`)).toMatchObject({
    channels: { 'room:b': { occupancy: 1 } },
  })
  expect(await get('/members?channel=room:a')).toMatchObject({ members: [{ clientId: 'ana', info: { name: 'Ana' } }] })
  expect(await get('/where-now?clientId=ana')).toEqual({ channels: ['room:a', 'room:b'] })
  expect(await get('/occupancy?channels=room:a,empty')).toEqual({ channels: { 'room:a': 1, empty: 0 } })
})

it('tells its time and what is going on', async () => {
  const { get, clock, client } = await startApiServer()
  await client()
  expect(await get('/time')).toEqual({ time: clock.date() })
  expect(await get('/stats')).toMatchObject({ connections: 1, failures: 0, nodes: [{ connections: 1 }] })
})

it('publishes with a receipt, in one channel or many', async () => {
  const { ask, client } = await startApiServer()
  const ana = await client()
  await ana.grant({ type: 'attach', channel: 'a' })
  const message = { name: 'said', data: 1, id: 'x', clientId: 'bot', meta: { a: 1 } }
  const receipt = (await (await ask('/api/messages', post({ channel: 'a', ...message }))).json()) as object
  expect(receipt).toMatchObject({ id: 'x', position: { offset: 1 }, duplicate: false })
  await ana.barrier()
  expect(ana.all('message')).toMatchObject([{ message: { id: 'x', name: 'said', clientId: 'bot', meta: { a: 1 } } }])
  const many = await ask('/api/messages', post({ channels: ['a', 'a b'], ...message }))
  expect(await many.json()).toEqual({
    outcomes: [
      { channel: 'a', receipt: { ...receipt, duplicate: true } },
      { channel: 'a b', error: expect.objectContaining({ code: 'invalid_argument' }) },
    ],
  })
})

it('reads stored messages page by page', async () => {
  const { get, server } = await startApiServer()
  for (let n = 1; n <= 5; n += 1) await server.publish('a', 'n', n)
  const first = (await get('/messages?channel=a&limit=2&direction=forwards')) as { next: { after: object } }
  expect(first).toMatchObject({ items: [{ data: 1 }, { data: 2 }], complete: true })
  const after = encodeURIComponent(JSON.stringify(first.next.after))
  expect(await get(`/messages?channel=a&limit=2&direction=forwards&after=${after}`)).toMatchObject({
    items: [{ data: 3 }, { data: 4 }],
  })
  const newest = (await server.history('a', { limit: 1 })).items[0]?.timestamp ?? 0
  expect(await get(`/messages?channel=a&start=${newest + 1}`)).toMatchObject({ items: [], next: null })
})

it.each([
  ['/members', 400],
  ['/members?channel=a%20b', 400],
  ['/where-now', 400],
  ['/here-now?limit=x', 400],
  ['/messages?channel=a&direction=up', 400],
  ['/messages?channel=a&after=nonsense', 400],
])('answers %s with %s and what is wrong', async (path, status) => {
  const { ask } = await startApiServer()
  const answer = await ask(`/api${path}`, { headers: { 'X-API-Key': apiKey } })
  expect(answer.status).toBe(status)
  expect(await answer.json()).toMatchObject({ error: { code: 'invalid_argument', message: expect.any(String) } })
})

it.each([
  [{ name: 'n', data: 1 }, 400],
  [{ channel: 'a', channels: ['a'], name: 'n', data: 1 }, 400],
  [{ channel: 'a', data: 1 }, 400],
  [{ channel: 'a', name: 'n', data: 'x'.repeat(70_000) }, 413],
])('refuses to publish what can not be', async (message, status) => {
  const { ask } = await startApiServer()
  expect((await ask('/api/messages', post(message))).status).toBe(status)
})

it('describes every method and path, without a key', async () => {
  const { ask } = await startApiServer()
  const document = (await (await ask('/openapi.json')).json()) as {
    paths: Record<string, Record<string, { summary: string }>>
  }
  const methods =
    'publish broadcast subscribe unsubscribe disconnect refresh revoke token presence presence_stats history'
  const more =
    'history_remove message_remove channels info batch here-now members where-now occupancy messages stats time'
  const sent = 'webhooks webhook_dead_letters webhook_retry'
  const looking = 'connections channel-counts figures access observe'
  const paths = `${methods} ${more} ${sent} ${looking}`.split(' ').map((name) => `/${name}`)
  expect(Object.keys(document.paths).sort()).toEqual(paths.sort())
  for (const operations of Object.values(document.paths)) {
    for (const { summary } of Object.values(operations)) expect(summary).toMatch(/\.$/)
  }
  expect(document).toMatchObject({
    openapi: '3.1.0',
    paths: {
      '/publish': {
        post: { requestBody: { content: { 'application/json': { schema: { required: ['channel', 'data'] } } } } },
      },
      '/messages': { get: { parameters: expect.any(Array) }, post: {} },
    },
  })
})
