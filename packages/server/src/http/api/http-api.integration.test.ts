import { createServer as createHttpServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createServer } from '../../create-server.ts'
import { Failures } from '../../env/failures.ts'
import { nodeEnv } from '../../env/node-env.ts'
import { LimitHits } from '../../metrics/limit-hits.ts'
import { ServerMetrics } from '../../metrics/server-metrics.ts'
import { resolveLimits } from '../../server-limits.ts'
import { apiKey, startApiServer } from '../../testing/support/api-server.ts'
import { startTestServer } from '../../testing/support/test-server.ts'
import type { Services } from '../../services.ts'
import { Listener } from '../listener.ts'
import { RequestIds } from '../request-ids.ts'
import { apiKeys } from './api-keys.ts'
import { HttpApi } from './http-api.ts'

const quiet = (): void => {}
const silent = { debug: quiet, info: quiet, warn: quiet, error: quiet }

/** What an API is made of that nobody looks into. */
function quietParts(): ConstructorParameters<typeof HttpApi>[1] {
  const keys = apiKeys(apiKey)
  if (keys === null) throw new Error('There is a key')
  const { clock, random } = nodeEnv
  return {
    keys,
    inspectorOnlyReads: true,
    failures: new Failures(silent),
    warnings: { warn: quiet },
    metrics: new ServerMetrics(),
    limitHits: new LimitHits({ limits: resolveLimits({}, false), clock, log: silent }),
    requestIds: new RequestIds(random),
  }
}

const post = (body: string, headers: Record<string, string> = { 'X-API-Key': apiKey }): RequestInit => ({
  method: 'POST',
  headers,
  body,
})

/** Sends bytes as they are and returns all that comes back until the server ends it. */
async function raw(port: number, ...parts: readonly (string | Buffer)[]): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  for (const part of parts) socket.write(part)
  let text = ''
  socket.on('data', (bytes: Buffer) => (text += bytes.toString()))
  await new Promise((resolve) => socket.once('close', resolve))
  return text
}

describe('the HTTP API', () => {
  it('is not there where no key is set', async () => {
    const { httpUrl } = await startTestServer()
    for (const path of ['/api', '/api/publish', '/api/info', '/openapi.json']) {
      expect((await fetch(`${httpUrl}${path}`, post('{}'))).status, path).toBe(404)
    }
  })

  it('lies under the path of the server, and says so in its description', async () => {
    const { ask, httpUrl } = await startApiServer({ path: '/realtime' })
    expect(httpUrl).toMatch(/\/realtime$/)
    expect((await ask('/api/info', post('{}'))).status).toBe(200)
    expect((await fetch(`${httpUrl.replace('/realtime', '')}/api/info`, post('{}'))).status).toBe(404)
    expect(await (await ask('/openapi.json')).json()).toMatchObject({ servers: [{ url: '/realtime/api' }] })
  })

  it('lies under the path that a server is attached at, beside what the app answers', async () => {
    const app = createHttpServer((_, response) => response.end('the app'))
    const server = createServer({ apiKey, log: silent })
    await server.attach(app)
    await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve))
    onTestFinished(async () => {
      await server.close()
      app.close().closeAllConnections()
    })
    const { port } = app.address() as AddressInfo
    const at = async (path: string): Promise<string> =>
      (await fetch(`http://127.0.0.1:${port}${path}`, post('{"channel":"a","data":1}'))).text()
    expect(JSON.parse(await at('/realtime/api/publish'))).toMatchObject({ result: { offset: 1 } })
    expect(await at('/api/publish')).toBe('the app')
  })

  it('takes the key from X-API-Key, and from Authorization in any case of the scheme', async () => {
    const { ask } = await startApiServer()
    for (const headers of [
      { 'X-API-Key': apiKey },
      { Authorization: `apikey ${apiKey}` },
      { Authorization: `ApiKey ${apiKey}` },
    ]) {
      expect((await ask('/api/info', post('{}', headers))).status, JSON.stringify(headers)).toBe(200)
    }
  })

  it.each<[string, Record<string, string>]>([
    ['no key', {}],
    ['another key', { 'X-API-Key': 'another-key-0123456789' }],
    ['a part of the key', { 'X-API-Key': apiKey.slice(0, -1) }],
    ['an empty key', { 'X-API-Key': '' }],
    ['another scheme', { Authorization: `Bearer ${apiKey}` }],
    ['words after the key', { Authorization: `apikey ${apiKey} x` }],
    ['a wrong X-API-Key beside a right Authorization', { 'X-API-Key': 'wrong', Authorization: `apikey ${apiKey}` }],
  ])('answers 401 without a body to %s', async (_, headers) => {
    const { ask, server } = await startApiServer()
    for (const path of ['/api', '/api/publish', '/api/time', '/api/nothing']) {
      const answer = await ask(path, post('{"channel":"a","data":1}', headers))
      expect([answer.status, await answer.text()], path).toEqual([401, ''])
    }
    expect((await server.history('a')).items).toEqual([])
  })

  it('does not look for the key in the URL', async () => {
    const { ask } = await startApiServer()
    expect((await ask(`/api/info?api_key=${apiKey}`, post('{}', {}))).status).toBe(401)
  })

  it.each([
    ['read', { code: 103, message: expect.stringContaining('publish. The inspector of this server only reads') }],
    ['write', undefined],
  ] as const)('lets the inspector %s as the server says, whatever its key allows', async (inspector, error) => {
    const { ask, call } = await startApiServer({ inspector })
    const message = JSON.stringify({ channel: 'a', name: 'said', data: 1 })
    const asPage = (path: string, body?: string): Promise<Response> => {
      const headers = { 'X-API-Key': apiKey, 'X-Herenow-Inspector': '1' }
      return ask(path, body === undefined ? { headers } : { headers, body, method: 'POST' })
    }
    expect(await (await asPage('/api/publish', message)).json()).toMatchObject(
      error === undefined ? { result: { offset: 1 } } : { error },
    )
    expect((await asPage('/api/messages', message)).status).toBe(error === undefined ? 200 : 403)
    const { rights } = (await (await asPage('/api/access')).json()) as { rights: string[] }
    expect(rights).toContain('connections')
    expect(rights.includes('publish')).toBe(error === undefined)
    expect(rights.includes('token')).toBe(error === undefined)
    // Who asks otherwise has what the key allows.
    expect(await call('publish', { channel: 'a', data: 1 })).toMatchObject({ result: { offset: expect.any(Number) } })
  })

  it('lets each key do what it allows, and no more', async () => {
    const { ask } = await startApiServer({
      apiKey: [{ key: 'reader-0123456789', name: 'reader', methods: ['history'] }, { key: apiKey }],
    })
    const as = async (key: string, path: string, body?: string): Promise<unknown> => {
      const init = body === undefined ? {} : { method: 'POST', body }
      return (await ask(path, { ...init, headers: { 'X-API-Key': key } })).json()
    }
    const reader = 'reader-0123456789'
    const denied = { error: { code: 103, message: 'permission denied: publish' } }
    const message = { channel: 'a', data: 1 }
    expect(await as(reader, '/api/publish', JSON.stringify(message))).toEqual(denied)
    expect(await as(reader, '/api', JSON.stringify({ method: 'publish', params: message }))).toEqual(denied)
    const both = JSON.stringify({ commands: [{ publish: message }, { history: { channel: 'a' } }] })
    expect(await as(reader, '/api/batch', both)).toMatchObject({ replies: [denied, { history: {} }] })
    expect(await as(reader, '/api/messages', JSON.stringify({ ...message, name: 'n' }))).toMatchObject({
      error: { code: 'forbidden' },
    })
    expect(await as(reader, '/api/messages?channel=a')).toMatchObject({ items: [] })
    expect(await as(reader, '/api/time')).toEqual({ time: expect.any(Number) })
    expect(await as(apiKey, '/api/publish', JSON.stringify(message))).toMatchObject({ result: { offset: 1 } })
  })

  it('tells the log once a minute of unknown keys, and by its name of a key that is used for more than it allows', async () => {
    const reader = 'reader-0123456789'
    const { ask, complaints, clock } = await startApiServer({
      apiKey: [{ key: reader, name: 'dashboard', methods: ['history'] }],
    })
    const twice = async (key: string): Promise<void> => {
      for (let n = 0; n < 2; n += 1) await ask('/api/info', post('{}', { 'X-API-Key': key }))
    }
    await twice('another-key-0123456789')
    await twice(reader)
    const lines = ['A request to the API had no key that is known.', 'The API key "dashboard" doesn\'t allow "info".']
    expect(complaints).toEqual(lines)
    clock.advance(60_000)
    await twice(reader)
    expect(complaints).toEqual([...lines, lines[1]])
  })

  it.each([
    ['a key that is too short', 'short', /at least 16 characters/],
    ['a key with a line end of its file', `${apiKey}\n`, /characters that no request can bring/],
    ['a key with a byte order mark', `\uFEFF${apiKey}`, /characters that no request can bring/],
    ['a key that is no text', [{ key: 5 }], /at least 16 characters/],
    ['a method that nobody has', [{ key: apiKey, methods: ['publsh'] }], /Unknown method "publsh"/],
    ['a property that nobody has', [{ key: apiKey, method: [] }], /Unknown property/],
  ])('refuses %s when the server is made', (_, wrong, message) => {
    expect(() => createServer({ apiKey: wrong as string })).toThrow(message)
  })

  it.each([
    ['GET', '/api'],
    ['GET', '/api/publish'],
    ['PUT', '/api/publish'],
    ['OPTIONS', '/api/info'],
    ['DELETE', '/api/messages'],
    ['POST', '/api/here-now'],
    ['POST', '/openapi.json'],
  ])('answers 405 to %s %s, and says with what to ask', async (method, path) => {
    const { ask } = await startApiServer()
    const answer = await ask(path, { method, headers: { 'X-API-Key': apiKey } })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, expect.stringMatching(/GET|POST/)])
  })

  it.each(['/api/', '/api/nothing', '/api/publish/', '/api/constructor', '/apis'])(
    'answers 404 for %s',
    async (path) => {
      const { ask } = await startApiServer()
      expect((await ask(path, post('{}'))).status).toBe(404)
    },
  )

  it.each([
    ['nothing', ''],
    ['no JSON', '{"channel":'],
    ['an array', '[]'],
    ['a number', '5'],
    ['a text', '""'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
  ])('answers 400 to %s', async (_, body) => {
    const { ask } = await startApiServer()
    for (const path of ['/api', '/api/publish', '/api/messages']) {
      const answer = await ask(path, { method: 'POST', headers: { 'X-API-Key': apiKey }, body })
      expect([answer.status, await answer.text()], path).toEqual([400, 'Bad Request'])
    }
  })

  it.each([
    ['null', null],
    ['nothing where a channel should be', { data: 1 }],
    ['nothing where data should be', { channel: 'a' }],
    ['a channel that is no name', { channel: 'a b', data: 1 }],
    ['a channel that is no text', { channel: 7, data: 1 }],
    ['data that is nested too deep', { channel: 'a', data: JSON.parse(`${'['.repeat(33)}${']'.repeat(33)}`) }],
    ['data that is too large', { channel: 'a', data: 'x'.repeat(70_000) }],
    ['tags that are no object', { channel: 'a', data: 1, tags: [1] }],
    ['an id with a control character', { channel: 'a', data: 1, idempotency_key: 'a\nb' }],
  ])('answers code 107 to %s', async (_, params) => {
    const { call, complaints } = await startApiServer()
    expect(await call('publish', params)).toMatchObject({ error: { code: 107 } })
    expect(complaints).toEqual([])
  })

  it('answers 413 to more than a megabyte, whether or not it was announced, and lets go', async () => {
    const { port, ask } = await startApiServer()
    const head = `POST /api/publish HTTP/1.1\r\nHost: x\r\nX-API-Key: ${apiKey}\r\n`
    expect(await raw(port, `${head}Content-Length: 1048577\r\n\r\n`)).toMatch(/^HTTP\/1.1 413 /)
    const chunk = `${(1_048_577).toString(16)}\r\n${'x'.repeat(1_048_577)}\r\n`
    expect(await raw(port, `${head}Transfer-Encoding: chunked\r\n\r\n`, chunk)).toMatch(/^HTTP\/1.1 413 /)
    const data = 'x'.repeat(1_048_576 - 25)
    expect((await ask('/api/publish', post(JSON.stringify({ channel: 'a', data })))).status).toBe(200)
  })

  it('tells who waits for it to go on', async () => {
    const { port } = await startApiServer()
    const head = `POST /api/info HTTP/1.1\r\nHost: x\r\nX-API-Key: ${apiKey}\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n`
    const socket = connect(port, '127.0.0.1')
    socket.write(head)
    let text = ''
    socket.on('data', (bytes: Buffer) => {
      if (text === '') socket.write('{}')
      text += bytes.toString()
    })
    await new Promise((resolve) => socket.once('close', resolve))
    expect(text).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 OK/)
  })

  it('goes on when a client leaves in the middle of its body', async () => {
    const { port, call, complaints } = await startApiServer()
    const socket = connect(port, '127.0.0.1')
    socket.write(`POST /api/publish HTTP/1.1\r\nHost: x\r\nX-API-Key: ${apiKey}\r\nContent-Length: 100\r\n\r\n{"cha`)
    await call('info')
    socket.destroy()
    expect(await call('info')).toHaveProperty('result')
    expect(complaints).toEqual([])
  })

  it('lets a method take longer than a client may be silent', async () => {
    const parts = quietParts()
    const { failures } = parts
    // The fifty-first command waits for its turn.
    const turns = { now: () => 0, later: (work: () => void) => void setTimeout(work, 150) }
    const services = (): Services => ({ turns }) as unknown as Services
    const info = (): never => {
      throw new Error('Nobody asks')
    }
    const api = new HttpApi({ services, info, figures: info }, parts)
    const answer = (request: IncomingMessage, response: ServerResponse): void =>
      api.answer(request, response, '/api/batch', '')
    const listener = new Listener(
      failures,
      { answer, upgrade() {}, refuse() {}, admit: () => true, release() {} },
      { timeouts: { request: 1_000, look: 10, idle: 30 } },
    )
    const { port } = await listener.listen(0, '127.0.0.1')
    onTestFinished(() => listener.close())
    const commands = Array.from({ length: 51 }, () => ({ nothing: {} }))
    const asked = await fetch(`http://127.0.0.1:${port}/api/batch`, post(JSON.stringify({ commands })))
    expect(await asked.json()).toMatchObject({ replies: { length: 51 } })
  })

  it('lets go of a client whose body does not come', async () => {
    const parts = quietParts()
    const { failures } = parts
    const notRunning = (): never => {
      throw new Error('Nothing may be run')
    }
    const api = new HttpApi({ services: notRunning, info: notRunning, figures: notRunning }, parts)
    const listener = new Listener(
      failures,
      {
        answer: (request, response) => api.answer(request, response, '/api/info', ''),
        upgrade() {},
        refuse() {},
        admit: () => true,
        release() {},
      },
      { timeouts: { request: 50, look: 10, idle: 1_000 } },
    )
    const { port } = await listener.listen(0, '127.0.0.1')
    onTestFinished(() => listener.close())
    const head = `POST /api/info HTTP/1.1\r\nHost: x\r\nX-API-Key: ${apiKey}\r\nContent-Length: 100\r\n\r\n`
    expect(await raw(port, `${head}{"a`)).toMatch(/^(HTTP\/1.1 408 .*|)/)
    expect(failures.count).toBe(0)
  })

  it('answers errors as statuses to who asks so', async () => {
    const { ask } = await startApiServer({ rules: { 'plain:*': { history: false } } })
    const headers = { 'X-API-Key': apiKey, 'X-Centrifugo-Error-Mode': 'transport' }
    const status = async (method: string, params: object): Promise<unknown> => {
      const answer = await ask(`/api/${method}`, post(JSON.stringify(params), headers))
      return [answer.status, await answer.json()]
    }
    expect(await status('publish', {})).toEqual([400, { code: 107, message: expect.any(String) }])
    expect(await status('history', { channel: 'plain:a' })).toEqual([400, { code: 108, message: expect.any(String) }])
    const since = { offset: 1, epoch: 'other' }
    expect(await status('history', { channel: 'a', limit: 1, since })).toEqual([
      416,
      { code: 112, message: 'unrecoverable position' },
    ])
    expect(await status('rpc', {})).toEqual([404, { code: 104, message: 'method not found' }])
    expect(await status('info', {})).toEqual([200, { result: expect.any(Object) }])
  })

  it('shows nothing of the inside of a failure, and reports it', async () => {
    const { call, get, server, complaints } = await startApiServer()
    Object.defineProperty(server, 'info', {
      value: () => {
        throw new TypeError('secret inside')
      },
    })
    expect(await call('info')).toEqual({ error: { code: 100, message: 'internal server error' } })
    expect(await get('/stats')).toMatchObject({ error: { code: 'server_error' } })
    expect(complaints).toHaveLength(2)
  })
})
