import { connect } from 'node:net'
import { once } from 'node:events'
import { get, request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import type { ServerOptions } from '../config.ts'
import { resolveConfig } from '../config.ts'
import { nodeEnv } from '../env/node-env.ts'
import { RunningServer } from '../running-server.ts'
import { silentLogger } from '@herenow/testing'
import { numbered, publishOf } from '../testing/support/outgoing-messages.ts'
import { RawClient } from '../testing/support/raw-client.ts'
import { startTestServer } from '../testing/support/test-server.ts'

interface Answer {
  readonly status: number | undefined
  readonly body: unknown
}

async function bodyOf(response: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const chunk of response.setEncoding('utf8')) text += String(chunk)
  return text === '' ? null : JSON.parse(text)
}

/** Asks for an upgrade and returns the plain answer, or `null` when it was granted. */
async function upgrade(url: string, headers: Record<string, string>, path = '/'): Promise<Answer | null> {
  const asked = get(`${url}${path}`, {
    headers: {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      'Sec-WebSocket-Protocol': 'herenow.v1',
      ...headers,
    },
  })
  return new Promise((resolve, reject) => {
    asked.on('error', reject)
    asked.on('upgrade', (_, socket) => {
      socket.destroy()
      resolve(null)
    })
    asked.on('response', (response) => {
      bodyOf(response).then((body) => resolve({ status: response.statusCode, body }), reject)
    })
  })
}

describe('an upgrade', () => {
  it.each<[string, ServerOptions, string | undefined, boolean]>([
    ['from no page', {}, undefined, true],
    ['from a page of this machine', {}, 'http://localhost:5173', true],
    ['from a page of this machine by number', {}, 'http://127.0.0.1:3000', true],
    ['from a page elsewhere', {}, 'https://evil.example', false],
    ['from a page that pretends', {}, 'https://localhost.evil.example', false],
    ['from a sandboxed page', {}, 'null', false],
    ['from a listed origin', { origins: ['https://app.example'] }, 'https://app.example', true],
    ['from a part of a listed origin', { origins: ['https://app.example'] }, 'https://app.example.evil', false],
    ['from this machine when it is not listed', { origins: ['https://app.example'] }, 'http://localhost', false],
    ['from anywhere with auth', { auth: { secret: 'x'.repeat(32) } }, 'https://app.example', true],
    [
      'from elsewhere with auth and a list',
      { auth: { secret: 'x'.repeat(32) }, origins: ['https://a.example'] },
      'https://b.example',
      false,
    ],
  ])('%s', async (_, options, origin, allowed) => {
    const { httpUrl, complaints } = await startTestServer(options)
    const answer = await upgrade(httpUrl, origin === undefined ? {} : { Origin: origin })
    expect(complaints).toEqual(allowed ? [] : [`The origin ${origin} is not allowed.`])
    if (allowed) expect(answer).toBeNull()
    else expect(answer).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } })
  })

  it('without our subprotocol is refused and told which one it is', async () => {
    const { httpUrl } = await startTestServer()
    const answer = await upgrade(httpUrl, { 'Sec-WebSocket-Protocol': 'chat, herenow.v2' })
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'protocol_error' } } })
    expect(JSON.stringify(answer)).toContain('herenow.v1')
    expect(await upgrade(httpUrl, { 'Sec-WebSocket-Protocol': 'chat, herenow.v1' })).toBeNull()
  })

  it('elsewhere than "/", or with a token in the URL, is refused', async () => {
    const { httpUrl, complaints } = await startTestServer()
    expect(await upgrade(httpUrl, {}, '/socket')).toMatchObject({
      status: 404,
      body: { error: { message: 'Connect to the path "/", not "/socket".' } },
    })
    expect(complaints.splice(0)).toEqual(['A client asked for the path "/socket".'])
    expect(await upgrade(httpUrl, { 'Sec-WebSocket-Protocol': 'other' }, '/socket')).toMatchObject({ status: 404 })
    expect(await upgrade(httpUrl, {}, '/?token=abc')).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_argument' } },
    })
    expect(await upgrade(httpUrl, {}, '/?name=checkout')).toBeNull()
    expect(complaints).toEqual([])
  })

  it('goes to the path that the server was given, and so does the health check', async () => {
    const { url, httpUrl, client } = await startTestServer({ path: '/live/realtime/' })
    const { origin } = new URL(httpUrl)
    expect([url, httpUrl]).toEqual([expect.stringMatching(/:\d+\/live\/realtime$/), `${origin}/live/realtime`])
    await client()
    for (const path of ['/live/realtime', '/live/realtime/', '/live/realtime?name=x']) {
      expect(await upgrade(origin, {}, path)).toBeNull()
    }
    for (const path of ['/', '/live', '/live/realtime2', '/live/realtime/x']) {
      expect(await upgrade(origin, {}, path)).toMatchObject({ status: 404 })
    }
    expect((await fetch(`${httpUrl}/health`)).status).toBe(200)
    const elsewhere = await fetch(`${origin}/health`)
    expect(elsewhere.status).toBe(404)
    expect(await elsewhere.text()).toContain('Clients connect to \\"/live/realtime\\"')
  })

  it.each(['realtime', '', '/a b', '/a//b', '/a?b', '/../a', '/ä', 7])('is never for the path %j', (path) => {
    expect(() => resolveConfig({ path: path as string }, () => silentLogger)).toThrow(
      expect.objectContaining({ code: 'invalid_argument', message: expect.stringContaining('`path`') }),
    )
  })

  it('that would be refused is explained to whoever asks the same without one, from any page', async () => {
    const { httpUrl } = await startTestServer({ path: '/realtime' })
    const ask = async (
      path: string,
      headers: Record<string, string> = {},
    ): Promise<[number, string | null, string]> => {
      const answer = await fetch(new URL(path, httpUrl), { headers })
      return [answer.status, answer.headers.get('access-control-allow-origin'), await answer.text()]
    }
    expect(await ask('/realtime')).toEqual([426, '*', expect.stringContaining('herenow.v1')])
    expect(await ask('/realtime', { Origin: 'https://evil.example' })).toEqual([
      403,
      '*',
      expect.stringContaining('List the origin'),
    ])
    expect(await ask('/socket')).toEqual([404, '*', expect.stringContaining('Clients connect to \\"/realtime\\"')])
  })

  it('with a malformed key, version or method is refused', async () => {
    const { httpUrl } = await startTestServer()
    const statusOf = async (headers: Record<string, string>): Promise<number | undefined> => {
      const asked = get(httpUrl, {
        headers: { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Protocol': 'herenow.v1', ...headers },
      })
      const [response] = (await once(asked, 'response')) as [IncomingMessage]
      response.resume()
      return response.statusCode
    }
    expect(await statusOf({ 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'short' })).toBe(400)
    expect(await statusOf({ 'Sec-WebSocket-Version': '12', 'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==' })).toBe(400)
  })
})

describe('more connections than there may be', () => {
  it('are not taken, and logged and counted; one that ends makes room', async () => {
    const { client, server, url, complaints } = await startTestServer({ limits: { connections: 2 } })
    const [ana, ben] = [await client(), await client()]
    await expect(new RawClient(url).opened()).rejects.toThrow()
    await expect(new RawClient(url).opened()).rejects.toThrow()
    expect(server.info().refused).toBe(2)
    expect(complaints).toHaveLength(1)
    await ana.barrier()
    await ben.close()
    await ana.untilServer(() => server.info().connections === 1)
    await (await client()).barrier()
  })

  it('of one address behind a trusted proxy are refused, those of another are not', async () => {
    const limits = { connectionsPerAddress: 1 }
    const { url, httpUrl, server } = await startTestServer({ limits, trustedProxies: ['127.0.0.0/8'] })
    const from = (address: string): RawClient => new RawClient(url, { headers: { 'X-Forwarded-For': address } })
    const first = await from('203.0.113.1').opened()
    const other = await from('203.0.113.2').opened()
    const refused = await upgrade(httpUrl, { 'X-Forwarded-For': '203.0.113.1' })
    expect(refused).toMatchObject({ status: 429, body: { error: { code: 'rate_limited', retryAfter: 30_000 } } })
    expect(server.info().refused).toBe(1)
    first.socket.terminate()
    await first.closed
    await other.hello()
    await other.untilServer(() => server.info().connections === 1)
    await (await from('203.0.113.1').opened()).close()
    other.socket.terminate()
  })
})

describe('plain HTTP', () => {
  it('tells that the server is well', async () => {
    const { httpUrl, client, clock } = await startTestServer()
    const ana = await client()
    await ana.grant({ type: 'attach', channel: 'a' })
    clock.advance(1_234)
    const response = await fetch(`${httpUrl}/health?verbose`)
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ status: 'ok', connections: 1, channels: 1, uptime: 1_234 })
    expect((await fetch(`${httpUrl}/health`, { method: 'POST' })).status).toBe(405)
  })

  it('elsewhere says where to go', async () => {
    const { httpUrl } = await startTestServer()
    for (const path of ['/healthy', '/%00', '//']) {
      const response = await fetch(httpUrl + path)
      expect(response.status).toBe(404)
      expect(await response.json()).toMatchObject({
        error: { code: 'not_found', hint: expect.stringContaining('herenow.v1') },
      })
    }
  })

  it('that is none is answered or dropped, and the server goes on', async () => {
    const { port, httpUrl } = await startTestServer()
    for (const bytes of [
      '\x16\x03\x01\x02',
      'NONSENSE\r\n\r\n',
      'GET / HTTP/9\r\n\r\n',
      `GET / HTTP/1.1\r\nX: ${'y'.repeat(100_000)}`,
    ]) {
      const socket = connect(port, '127.0.0.1')
      socket.on('error', () => {})
      socket.resume()
      socket.write(bytes, 'latin1')
      await once(socket, 'close')
    }
    const headers = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`x-${i}`, '1']))
    const asked = request(`${httpUrl}/health`, { headers })
    asked.end()
    const [response] = (await once(asked, 'response')) as [IncomingMessage]
    response.resume()
    expect(response.statusCode).toBe(400)
    expect((await fetch(`${httpUrl}/health`)).status).toBe(200)
  })
})

describe('stopping', () => {
  it('tells every client when to come back, and refuses new ones', async () => {
    const { client, server, url } = await startTestServer()
    const clients = [await client(), await client()]
    await server.close()
    for (const who of clients) {
      expect(await who.closed).toMatchObject({ code: 4010 })
      const [goodbye] = who.all('goodbye')
      expect(goodbye?.error).toMatchObject({ code: 'connection_closed', retryable: true })
      expect(goodbye?.error.retryAfter).toBeGreaterThanOrEqual(500)
    }
    await expect(new RawClient(url).opened()).rejects.toThrow('ECONNREFUSED')
  })

  it('leaves no timer behind', async () => {
    const { client, server, clock } = await startTestServer({ limits: { publishBurst: 20 } })
    const ana = await client()
    await ana.grant({ type: 'attach', channel: 'a', presence: true })
    await ana.grant({ type: 'presence', channel: 'a', action: 'enter' })
    await ana.grant({ type: 'presence', channel: 'a', action: 'update', state: 1 })
    const lost = await client()
    lost.socket.terminate()
    await ana.untilServer(() => server.info().connections === 1)
    const throttled = await client()
    await throttled.grant(publishOf('a', ...numbered('m', 50)))
    await server.close()
    expect(clock.pending).toBe(0)
  })

  it('waits for a start that is under way', async () => {
    const config = resolveConfig({ port: 0 }, () => ({ debug() {}, info() {}, warn() {}, error() {} }))
    const server = new RunningServer(config, nodeEnv)
    const listening = server.listen()
    await server.close()
    const { httpUrl } = await listening
    await expect(fetch(`${httpUrl}/health`)).rejects.toThrow('fetch failed')
    const never = new RunningServer(config, nodeEnv)
    await never.close()
    await expect(never.listen()).rejects.toMatchObject({ code: 'invalid_argument' })
  })

  it('is what a server does whose port is taken, which can be listened to no more', async () => {
    const { port } = await startTestServer()
    const config = resolveConfig({ port }, () => ({ debug() {}, info() {}, warn() {}, error() {} }))
    const second = new RunningServer(config, nodeEnv)
    await expect(second.listen()).rejects.toMatchObject({ code: 'connection_failed' })
    await expect(second.listen()).rejects.toMatchObject({ code: 'invalid_argument' })
    await second.close()
  })

  it('may be asked for at any time and more than once', async () => {
    const { server } = await startTestServer()
    await Promise.all([server.close(), server.close()])
    await server.close()
    await expect(server.listen()).rejects.toMatchObject({ code: 'invalid_argument' })
    await expect(server.publish('a', 'b', 1)).rejects.toMatchObject({ code: 'connection_closed' })
  })
})
