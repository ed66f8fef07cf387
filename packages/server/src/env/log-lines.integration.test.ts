import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { ServerOptions } from '../config.ts'
import { memory } from '../engine/memory-engine.ts'
import { apiKey } from '../testing/support/api-server.ts'
import { publishOf } from '../testing/support/outgoing-messages.ts'
import { RawClient } from '../testing/support/raw-client.ts'
import type { TestServer } from '../testing/support/test-server.ts'
import { startTestServer } from '../testing/support/test-server.ts'
import { terminalLog } from './terminal-log.ts'

interface Line {
  readonly msg: string
  readonly details?: { readonly [name: string]: unknown }
}

/** A server whose log is as `herenow serve` has it, from `debug` on. */
async function logged(
  options: ServerOptions,
): Promise<TestServer & { readonly lines: Line[]; readonly text: string[] }> {
  const [lines, text]: [Line[], string[]] = [[], []]
  const write = (line: string): void => {
    text.push(line)
    lines.push(JSON.parse(line) as Line)
  }
  return { ...(await startTestServer({ log: terminalLog('debug', { write }), ...options })), lines, text }
}

const marked = 'MARKED-0123456789-abcdef'
const jwt = `eyJhbGciOiJIUzI1NiJ9.eyJNQVJLRUQiOjF9.${marked}`

/** An engine that fails, and says more than it should. */
function brokenEngine(): ServerOptions['engine'] {
  const engine = memory()
  const fail = async (): Promise<never> => {
    throw Object.assign(new Error(`postgres://db?password=${marked}`), { config: { password: marked } })
  }
  return Object.assign(engine, { publish: fail, history: fail })
}

const breaking: ServerOptions = {
  apiKey: [{ key: apiKey }, { key: `${marked}-key`, name: 'dashboard', methods: ['info'] }],
  engine: brokenEngine(),
  origins: ['https://app.example'],
  authenticate(credentials) {
    if (credentials.token === 'good') return { clientId: 'ana' }
    throw Object.assign(new Error(`Bearer ${marked}`), { credentials })
  },
  authorize({ channel }) {
    if (channel === 'broken') throw Object.assign(new Error('No'), { headers: { cookie: marked } })
    return true
  },
  onPublish(attempt) {
    if (attempt.channel === 'judged') throw Object.assign(new Error('No'), { attempt, secret: marked })
  },
}

async function breakEverything({ client, url, httpUrl }: TestServer): Promise<void> {
  const headers = { Cookie: `session=${marked}`, Origin: 'https://app.example', 'X-Request-Id': 'trace-1' }
  const cookies = await new RawClient(url, { headers }).opened()
  cookies.send({ type: 'hello', version: 1, token: jwt })
  await cookies.closed
  await expect(new RawClient(`${url}/?token=${marked}`).opened()).rejects.toThrow('400')
  await expect(new RawClient(`${url}/elsewhere?token=${marked}`).opened()).rejects.toThrow('404')
  await expect(new RawClient(url, { headers: { Origin: `https://${'evil'}.example` } }).opened()).rejects.toThrow('403')
  const ana = await client({ token: 'good' })
  await ana.code({ type: 'attach', channel: 'broken' })
  await ana.ask(publishOf('judged', 'a'))
  await ana.ask(publishOf('room', 'a'))
  await ana.code({ type: 'history', channel: 'room', limit: 1, direction: 'backwards' })
  await ana.code({ type: 'attach', channel: 'x'.repeat(300) })
  await ana.code({ type: 'token', token: jwt })
  const post = (key: string, method: string): Promise<Response> =>
    fetch(`${httpUrl}/api/${method}`, {
      method: 'POST',
      headers: { 'X-API-Key': key, 'X-Request-Id': 'trace-2' },
      body: JSON.stringify({ channel: 'room', channels: ['room'], data: 1, limit: 1, user: 'ana' }),
    })
  for (const key of [apiKey, `${marked}-key`, `${marked}-wrong`]) {
    for (const method of ['publish', 'broadcast', 'history']) await post(key, method)
    await fetch(`${httpUrl}/metrics`, { headers: { Authorization: `Bearer ${key}`, 'X-Request-Id': 'trace-3' } })
  }
  await ana.close()
}

describe('the lines of the log', () => {
  it('hold no token, key, cookie or secret, whatever fails', async () => {
    const started = await logged(breaking)
    await breakEverything(started)
    expect(started.text.length).toBeGreaterThan(15)
    for (const line of started.text) {
      expect(line).not.toContain(marked)
      expect(line).not.toContain('eyJ')
      expect(line).not.toContain(apiKey)
    }
  })

  it('say which connection or request they are about', async () => {
    const started = await logged(breaking)
    await breakEverything(started)
    const [witness] = [await started.client({ token: 'good' })]
    await witness.barrier()
    const about = new Map(started.lines.map(({ msg, details = {} }) => [msg, details]))
    for (const [message, details] of about) {
      expect(Object.keys(details), message).toSatisfy(
        (names: readonly string[]) => names.includes('requestId') || names.includes('connectionId'),
      )
      if ('connectionId' in details) expect(details, message).toHaveProperty('clientId', 'ana')
    }
    expect(about.get('A token could not be checked')).toHaveProperty('connectionId')
    expect(started.lines.find(({ msg }) => msg === 'A token could not be checked')?.details).toHaveProperty(
      'requestId',
      'trace-1',
    )
    expect(about.get('A method of the API failed')).toHaveProperty('requestId', 'trace-2')
    expect(about.get('A broadcast failed in one of its channels')).toHaveProperty('requestId', 'trace-2')
    expect(about.get('A client has connected')).toHaveProperty('requestId')
    for (const message of [
      '`authorize` gave no answer',
      '`onPublish` gave no verdict',
      'Messages could not be stored',
    ]) {
      expect(about.get(message), message).toHaveProperty('connectionId')
    }
  })
})

describe('the id of a request', () => {
  const idOf = async (url: string, given?: string): Promise<string | null> =>
    (await fetch(url, given === undefined ? {} : { headers: { 'X-Request-Id': given } })).headers.get('x-request-id')

  it('is the one that a proxy gave it, or another each time', async () => {
    const { httpUrl } = await startTestServer()
    for (const path of ['/health', '/ready', '/', '/elsewhere']) {
      expect(await idOf(httpUrl + path, 'a1b2.c3:d4-e5'), path).toBe('a1b2.c3:d4-e5')
    }
    const [one, two] = [await idOf(httpUrl), await idOf(httpUrl)]
    expect(one).toMatch(/^[\w-]{16}$/)
    expect(two).not.toBe(one)
  })

  it('is one of ours where what was given is too long, or could be more than an id', async () => {
    const { httpUrl } = await startTestServer()
    for (const given of ['x'.repeat(129), 'a b', '<script>', 'ü', '{"a":1}', 'a\tb', '%0a', '']) {
      expect(await idOf(httpUrl, given), given).toMatch(/^[\w-]{16}$/)
    }
    const twice = 'GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Request-Id: a\r\nX-Request-Id: b\r\n\r\n'
    const socket = connect(Number(new URL(httpUrl).port), '127.0.0.1', () => socket.write(twice))
    let answer = ''
    socket.on('data', (bytes: Buffer) => (answer += bytes.toString()))
    await new Promise((resolve) => socket.once('close', resolve))
    expect(answer).toMatch(/\r\nX-Request-Id: [\w-]{16}\r\n/i)
  })

  it('is told to who opens a socket, and to who is refused one', async () => {
    const { url } = await startTestServer()
    const headersOf = async (target: string): Promise<unknown> => {
      const { socket } = new RawClient(target, { headers: { 'X-Request-Id': 'trace-4' } })
      return new Promise((resolve) => {
        for (const event of ['upgrade', 'unexpected-response'] as const) {
          socket.on(event, (...args: unknown[]) => resolve((args.at(-1) as { headers: object }).headers))
        }
      }).finally(() => socket.terminate())
    }
    for (const target of [url, `${url}/elsewhere`]) {
      expect(await headersOf(target), target).toHaveProperty('x-request-id', 'trace-4')
    }
  })
})
