import { once } from 'node:events'
import { createServer as createHttpServer, IncomingMessage } from 'node:http'
import type { Server as HttpServer } from 'node:http'
import { createConnection, Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import type { ServerOptions } from '../config.ts'
import { createServer } from '../create-server.ts'
import { memory } from '../engine/memory-engine.ts'
import type { Server } from '../server.ts'
import type { HostServer } from './attached-host.ts'
import { RawClient } from '../testing/support/raw-client.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }

/** An app with a page on every path, and the paths that it was asked for. */
async function startApp(): Promise<{ host: HttpServer; url: string; asked: string[] }> {
  const asked: string[] = []
  const host = createHttpServer((request, response) => {
    asked.push(request.url ?? '')
    response.end('the app')
  })
  host.listen(0, '127.0.0.1')
  await once(host, 'listening')
  onTestFinished(() => {
    host.close()
    host.closeAllConnections()
  })
  return { host, url: `127.0.0.1:${(host.address() as AddressInfo).port}`, asked }
}

function makeServer(options: ServerOptions = {}): Server {
  const server = createServer({ log: silent, ...options })
  onTestFinished(() => server.close())
  return server
}

async function greet(url: string): Promise<RawClient> {
  const client = new RawClient(url)
  onTestFinished(() => client.socket.terminate())
  await client.hello()
  return client
}

/** What stands in the answer to an upgrade that isn't granted. */
async function upgradeAnswer(url: string, headers: Record<string, string>): Promise<string> {
  const { hostname, port, pathname } = new URL(`http://${url}`)
  const socket = createConnection({ host: hostname, port: Number(port) })
  const lines = Object.entries({ Host: 'x', Connection: 'Upgrade', ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  )
  socket.write(`GET ${pathname} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
  let text = ''
  for await (const chunk of socket) text += String(chunk)
  return text
}

const ofOurs = {
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
  'Sec-WebSocket-Protocol': 'herenow.v1',
}

it('serves under its path, and the app hears of nothing there', async () => {
  const { host, url, asked } = await startApp()
  const server = makeServer()
  await server.attach(host)
  // What the app adds later doesn't hear of it either.
  host.on('request', ({ url: path }) => asked.push(`again ${path}`))
  const client = await greet(`ws://${url}/realtime`)
  await client.grant({ type: 'attach', channel: 'a' })
  const health = await fetch(`http://${url}/realtime/health`)
  expect(await health.json()).toMatchObject({ status: 'ok', connections: 1 })
  expect((await fetch(`http://${url}/realtime/else`)).status).toBe(404)
  expect(asked).toEqual([])
  expect(await (await fetch(`http://${url}/realtime-page`)).text()).toBe('the app')
  expect(asked).toEqual(['/realtime-page', 'again /realtime-page'])
})

it.each(['before', 'after'])('leaves the WebSockets of the app to it that were there %s', async (when) => {
  const { host, url } = await startApp()
  const server = makeServer()
  const addOther = (): void => {
    // It ends every upgrade that isn't for its path.
    const other = new WebSocketServer({ server: host, path: '/other' })
    other.on('connection', (socket) => socket.send('hello'))
    onTestFinished(() => other.close())
  }
  if (when === 'before') addOther()
  await server.attach(host, { path: '/live' })
  if (when === 'after') addOther()
  const socket = new WebSocket(`ws://${url}/other`)
  onTestFinished(() => socket.terminate())
  expect(String((await once(socket, 'message'))[0])).toBe('hello')
  const client = await greet(`ws://${url}/live`)
  await client.barrier()
})

it('may be attached to one app more than once, each under its path', async () => {
  const { host, url } = await startApp()
  const [a, b] = [makeServer(), makeServer()]
  await Promise.all([a.attach(host, { path: '/a' }), b.attach(host, { path: '/b' })])
  await Promise.all([greet(`ws://${url}/a`), greet(`ws://${url}/b`), greet(`ws://${url}/b`)])
  expect([a.info().connections, b.info().connections]).toEqual([1, 2])
  await a.close()
  await greet(`ws://${url}/b`)
  expect(await upgradeAnswer(`${url}/a`, ofOurs)).toContain('Connect to the path \\"/b\\"')
})

it('tells a client of another path where to go, and says so in the log', async () => {
  const warnings: string[] = []
  const { host, url, asked } = await startApp()
  const server = makeServer({ log: { ...silent, warn: (message) => warnings.push(message) } })
  await server.attach(host)
  const answer = await upgradeAnswer(`${url}/socket`, ofOurs)
  expect(answer).toMatch(/^HTTP\/1\.1 404 [\s\S]*Connect to the path \\"\/realtime\\", not \\"\/socket\\"/)
  expect(warnings.at(-1)).toBe('A client asked for the path "/socket".')
  expect(asked).toEqual([])
})

it('hands upgrades that nobody takes to the app as requests, as if it weren’t there', async () => {
  const { host, url, asked } = await startApp()
  await makeServer().attach(host)
  await makeServer().attach(host, { path: '/second' })
  const answer = await upgradeAnswer(`${url}/page`, { Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABkAAQCAAAAAAIAAAAA' })
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*the app$/)
  expect(asked).toEqual(['/page'])
})

it('tells its clients when to come back when it closes, and leaves the app running as it was', async () => {
  const { host, url, asked } = await startApp()
  const asBefore: HostServer = host
  const { emit } = asBefore
  const server = makeServer()
  await server.attach(host)
  const client = await greet(`ws://${url}/realtime`)
  const closed = once(client.socket, 'close')
  await server.close()
  expect((await closed)[0]).toBe(4010)
  expect(asBefore.emit).toBe(emit)
  expect(host.listenerCount('upgrade')).toBe(0)
  expect(await (await fetch(`http://${url}/realtime/health`)).text()).toBe('the app')
  expect(asked).toEqual(['/realtime/health'])
})

it('hands everything on once it is closed, also where another has put itself in front of it', async () => {
  const { host, url } = await startApp()
  const server = makeServer()
  await server.attach(host)
  const wrapped: HostServer = host
  const ours = wrapped.emit
  wrapped.emit = (...args) => ours(...args)
  await server.close()
  expect(await (await fetch(`http://${url}/realtime/health`)).text()).toBe('the app')
})

it('takes clients of this machine only, without auth', async () => {
  const { host } = await startApp()
  await makeServer().attach(host)
  const from = new Socket()
  Object.defineProperty(from, 'remoteAddress', { value: '::ffff:203.0.113.9' })
  const request = Object.assign(new IncomingMessage(from), {
    url: '/realtime',
    headers: { 'sec-websocket-protocol': 'herenow.v1' },
  })
  const written: string[] = []
  from.end = (text: unknown) => (written.push(String(text)), from)
  host.emit('upgrade', request, from, Buffer.alloc(0))
  expect(written.join('')).toMatch(/^HTTP\/1\.1 403 [\s\S]*Without auth only clients on the same machine may connect/)
})

it('counts its connections, and refuses those beyond the limit', async () => {
  const { host, url } = await startApp()
  const server = makeServer({ limits: { connections: 1 } })
  await server.attach(host)
  const client = await greet(`ws://${url}/realtime`)
  expect(await upgradeAnswer(`${url}/realtime`, ofOurs)).toMatch(/^HTTP\/1\.1 429/)
  expect(server.info().refused).toBe(1)
  client.socket.terminate()
  await expect.poll(() => server.info().connections).toBe(0)
  await greet(`ws://${url}/realtime`)
})

it('asks for a moment’s patience while it opens its engine', async () => {
  const { host, url } = await startApp()
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  const engine = memory()
  const openEngine = engine.open.bind(engine)
  engine.open = (context) => opened.then(() => openEngine(context))
  const server = makeServer({ engine })
  const attaching = server.attach(host)
  expect(await upgradeAnswer(`${url}/realtime`, ofOurs)).toMatch(/^HTTP\/1\.1 503 [\s\S]*"retryAfter":1000/)
  open()
  await attaching
  await greet(`ws://${url}/realtime`)
})

it('lets go of the app again when its engine can’t be opened', async () => {
  const { host, url } = await startApp()
  const engine = memory()
  engine.open = () => Promise.reject(new Error('no disk'))
  await expect(makeServer({ engine }).attach(host)).rejects.toThrow('no disk')
  expect(host.listenerCount('upgrade')).toBe(0)
  expect(await (await fetch(`http://${url}/realtime/health`)).text()).toBe('the app')
})

it.each(['/', 'realtime', '/a b', '/realtime?x'])('is refused for the path %j', async (path) => {
  const { host } = await startApp()
  await expect(makeServer().attach(host, { path })).rejects.toMatchObject({ code: 'invalid_argument' })
  expect(host.listenerCount('upgrade')).toBe(0)
})

it('is refused for a server that is attached, or listens, already', async () => {
  const { host } = await startApp()
  const server = makeServer({ port: 0 })
  await server.attach(host)
  await expect(server.attach(host, { path: '/b' })).rejects.toMatchObject({ code: 'invalid_argument' })
  await expect(server.listen()).rejects.toThrow('`listen()` was called on a server that is listening.')
})
