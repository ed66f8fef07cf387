import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { apiKey, startApiServer } from '../testing/support/api-server.ts'
import type { VerifiedToken } from '../auth/auth.ts'
import type { ApiServer } from '../testing/support/api-server.ts'
import type { Api } from './index.ts'
import { ApiError, createApi } from './index.ts'

async function started(): Promise<ApiServer & { readonly api: Api }> {
  const server = await startApiServer()
  return { ...server, api: createApi({ url: server.httpUrl, key: apiKey }) }
}

/** Something that is no server of ours. */
async function answering(status: number, body: string, headers: Record<string, string> = {}): Promise<Api> {
  const server = createHttpServer((_, response) => void response.writeHead(status, headers).end(body))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return createApi({ url: `http://127.0.0.1:${port}`, key: apiKey })
}

describe('the client for back ends', () => {
  it('publishes with a receipt, and is answered with the first one for the same id', async () => {
    const { api, client } = await started()
    const ana = await client()
    await ana.grant({ type: 'attach', channel: 'a' })
    const receipt = await api.publish('a', 'said', { text: 'hi' }, { id: 'x', clientId: 'bot', info: { name: 'Bot' } })
    expect(receipt).toMatchObject({ id: 'x', position: { offset: 1 }, duplicate: false })
    expect(await api.publish('a', 'said', 2, { id: 'x', clientId: 'bot' })).toEqual({ ...receipt, duplicate: true })
    expect((await api.publish('a', 'said', 2, { store: false })).position).toBeNull()
    await ana.barrier()
    expect(ana.all('message')).toMatchObject([{ message: { name: 'said', clientId: 'bot' } }, { message: { data: 2 } }])
  })

  it('broadcasts, and tells for each channel what became of it', async () => {
    const { api } = await started()
    const outcomes = await api.broadcast(['a', 'a b'], 'said', 1, { id: 'x' })
    expect(outcomes).toMatchObject([{ channel: 'a', receipt: { id: 'x' } }, { channel: 'a b' }])
    expect(outcomes[1]?.error).toBeInstanceOf(ApiError)
    expect(outcomes[1]?.error).toMatchObject({ code: 'invalid_argument' })
  })

  it('pages through history to its end, and forgets it', async () => {
    const { api } = await started()
    for (const data of [1, 2, 3, 4, 5]) await api.publish('a', 'n', data)
    const seen: unknown[] = []
    for (let query: Parameters<Api['history']>[1] | null = { limit: 2 }; query !== null;) {
      const page: Awaited<ReturnType<Api['history']>> = await api.history('a', query)
      seen.push(...page.items.map(({ data }) => data))
      query = page.next
    }
    expect(seen).toEqual([5, 4, 3, 2, 1])
    const { id } = await api.publish('a', 'n', 6)
    expect([await api.messageRemove('a', id), await api.messageRemove('a', id)]).toEqual([true, false])
    expect((await api.history('a', { limit: 1 })).items).toMatchObject([{ data: 5 }])
    await api.historyRemove('a')
    expect((await api.history('a')).items).toEqual([])
  })

  it('knows who is where', async () => {
    const { api, client } = await started()
    const ana = await client({ clientId: 'ana', info: { name: 'Ana' } })
    const names = Array.from({ length: 190 }, (_, n) => `room:${String(n).padStart(3, '0')}`)
    for (const channel of names) await ana.grant({ type: 'presence', channel, action: 'enter', state: 1 })
    expect(await api.presence('room:000')).toMatchObject([{ clientId: 'ana', info: { name: 'Ana' }, state: 1 }])
    expect(await api.whereNow('ana')).toEqual(names)
    expect(await api.occupancy(['room:000', 'empty'])).toEqual({ 'room:000': 1, empty: 0 })
    const page = await api.hereNow({ includeMembers: true, limit: 1 })
    expect(page).toMatchObject({ totalChannels: 190, channels: { 'room:000': { members: [{ clientId: 'ana' }] } } })
    expect(await api.hereNow({ limit: 1, cursor: page.cursor })).toMatchObject({ channels: { 'room:001': {} } })
    expect(await api.channels('room:00?')).toHaveLength(10)
    expect(await api.info()).toMatchObject({ connections: 1, clients: 1 })
  })

  it('tells of no channel when it is asked about none', async () => {
    const { api, client } = await started()
    const ana = await client({ clientId: 'ana' })
    await ana.grant({ type: 'presence', channel: 'secret', action: 'enter' })
    const nobody = { totalChannels: 0, totalOccupancy: 0, channels: {} }
    expect(await api.hereNow({ channels: [], includeMembers: true })).toEqual(nobody)
    expect(await api.occupancy([])).toEqual({})
  })

  it('asks about what it was called with, whatever else the options have that came from elsewhere', async () => {
    const { api, server, client } = await started()
    const [ana, ben] = [await client({ clientId: 'ana' }), await client({ clientId: 'ben' })]
    await server.publish('secret', 'said', 'secret')
    const known = { limit: 100, meta: {}, reason: 'Be kind.' }
    const elsewhere = { ...known, channel: 'secret', name: 'other', data: 'other', user: 'ben' }
    expect((await api.history('open', elsewhere)).items).toEqual([])
    await api.publish('open', 'said', 'open', elsewhere)
    const manyElsewhere = { ...elsewhere, channel: undefined, channels: ['secret'] }
    await api.broadcast(['wide'], 'said', 'wide', manyElsewhere)
    for (const channel of ['open', 'wide']) {
      expect((await server.history(channel)).items).toMatchObject([{ name: 'said', data: channel }])
    }
    expect((await server.history('secret')).items).toHaveLength(1)
    await api.disconnect('ana', elsewhere)
    await ana.closed
    await ben.barrier()
  })

  it('puts clients out, of a channel or altogether, and refreshes them', async () => {
    const { api, client, server } = await started()
    const ana = await client({ clientId: 'ana' })
    await ana.grant({ type: 'attach', channel: 'a' })
    await ana.grant({ type: 'presence', channel: 'b', action: 'enter' })
    await api.refresh('ana', { info: { name: 'Anna' } })
    expect(await server.presence('b')).toMatchObject([{ info: { name: 'Anna' } }])
    await api.unsubscribe('a', 'ana')
    expect(await ana.next('detached')).toMatchObject({ channel: 'a' })
    await api.disconnect('ana', { reason: 'Be kind.', for: 60 })
    expect((await ana.next('goodbye')).error).toMatchObject({ message: 'Be kind.' })
  })

  it('revokes tokens, by a moment in milliseconds too', async () => {
    const issuedAt = 1_799_999_000_123
    const verify = (token: string): VerifiedToken => ({ clientId: 'ana', tokenId: token, issuedAt })
    const { client, httpUrl } = await startApiServer({ auth: { verify } })
    const api = createApi({ url: httpUrl, key: apiKey })
    const [first, second] = [await client({ token: 'one' }), await client({ token: 'two' })]
    expect(await api.revoke({ tokenId: 'one' })).toBe(1)
    expect(await first.closed).toMatchObject({ code: 4001 })
    expect(await api.revoke({ clientId: 'ana', issuedBefore: issuedAt })).toBe(0)
    expect(await api.revoke({ issuedBefore: new Date(issuedAt + 1), keepFor: 60 })).toBe(1)
    expect(await second.closed).toMatchObject({ code: 4001 })
  })

  it('signs tokens for clients', async () => {
    const { client, httpUrl } = await startApiServer({ auth: { secret: 'a secret that nobody could guess: 7' } })
    const api = createApi({ url: httpUrl, key: apiKey })
    const token = await api.token({ clientId: 'ana', capabilities: { a: ['subscribe'] }, expiresIn: '15m' })
    expect((await client({ token })).welcome).toMatchObject({ clientId: 'ana', tokenExpiresIn: 900_000 })
  })

  it('tells the time of the server', async () => {
    const { api, clock } = await started()
    expect(await api.time()).toBe(clock.date())
  })

  it('looks for `fetch` when it asks, so that frameworks may replace it', async () => {
    const api = createApi({ url: 'https://realtime.example.com/realtime/', key: apiKey })
    const replaced = vi.fn(() => Promise.resolve(Response.json({ time: 5 })))
    vi.stubGlobal('fetch', replaced)
    onTestFinished(() => void vi.unstubAllGlobals())
    expect(await api.time()).toBe(5)
    expect(replaced).toHaveBeenCalledWith('https://realtime.example.com/realtime/api/time', expect.anything())
  })
})

describe('its errors', () => {
  it('say what the server refused, with code and hint', async () => {
    const { api, httpUrl } = await started()
    await expect(api.publish('a', '', 1)).rejects.toMatchObject({ code: 'invalid_argument', status: 400 })
    await expect(api.revoke({ clientId: '' })).rejects.toMatchObject({ code: 'invalid_argument' })
    await expect(api.disconnect('ana', { for: -1 })).rejects.toMatchObject({ code: 'invalid_argument', status: 200 })
    const stranger = createApi({ url: httpUrl, key: 'another-key-0123456789' })
    await expect(stranger.time()).rejects.toMatchObject({
      name: 'ApiError',
      code: 'unauthorized',
      status: 401,
      hint: expect.stringMatching(/`apiKey`/),
    })
  })

  it('say that there is no API, or no server of ours', async () => {
    await expect((await answering(404, 'Not Found')).time()).rejects.toMatchObject({
      code: 'server_error',
      status: 404,
    })
    await expect((await answering(404, '')).time()).rejects.toMatchObject({ code: 'not_found' })
    await expect((await answering(502, '<html>')).time()).rejects.toMatchObject({
      code: 'server_error',
      status: 502,
      retryable: true,
    })
  })

  it.each([301, 302, 303, 307, 308])('say that somebody answers %s, and the key goes nowhere else', async (status) => {
    const asked: (string | undefined)[] = []
    const elsewhere = createHttpServer((request, response) => {
      asked.push(request.headers['x-api-key']?.toString())
      response.end('{"items":[]}')
    })
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => elsewhere.close().closeAllConnections())
    const location = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/api/messages`
    const api = await answering(status, '', { location })
    const redirected = { code: 'server_error', hint: expect.stringContaining(location) }
    await expect(api.publish('a', 'said', 1)).rejects.toMatchObject(redirected)
    await expect(api.history('a')).rejects.toMatchObject(redirected)
    expect(asked).toEqual([])
  })

  it('say so where a runtime doesn’t tell where it was sent to', async () => {
    const api = createApi({ url: 'https://realtime.example.com', key: apiKey })
    const opaque = Object.defineProperties(Response.error(), { type: { value: 'opaqueredirect' } })
    vi.stubGlobal('fetch', () => Promise.resolve(opaque))
    onTestFinished(() => void vi.unstubAllGlobals())
    await expect(api.publish('a', 'said', 1)).rejects.toMatchObject({ code: 'server_error' })
  })

  it('say that nobody is there, or nobody answers in time', async () => {
    const nobody = createApi({ url: 'http://127.0.0.1:9', key: apiKey })
    await expect(nobody.time()).rejects.toMatchObject({ code: 'connection_failed', retryable: true, status: undefined })
    const silent = createHttpServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => silent.close().closeAllConnections())
    const { port } = silent.address() as AddressInfo
    const waiting = createApi({ url: `http://127.0.0.1:${port}`, key: apiKey, timeout: 20 })
    await expect(waiting.time()).rejects.toMatchObject({ code: 'timeout', retryable: true })
  })

  it.each([
    ['an address without http', { url: 'ws://127.0.0.1:7070', key: apiKey }],
    ['no address', { url: '', key: apiKey }],
    ['an address with a password', { url: 'https://ana:secret@app.example', key: apiKey }],
    ['an empty key', { url: 'http://127.0.0.1:7070', key: '' }],
  ])('refuse %s at once', (_, options) => {
    expect(() => createApi(options)).toThrow(ApiError)
  })
})
