import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, statSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer, get } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createServer } from '../create-server.ts'
import type { ServerOptions } from '../config.ts'
import { RawClient } from '../testing/support/raw-client.ts'
import { temporaryFolder } from '../testing/support/sqlite-folder.ts'
import type { TestServer } from '../testing/support/test-server.ts'
import { startTestServer } from '../testing/support/test-server.ts'

function newSocket(): string {
  return join(temporaryFolder(), 'herenow.sock')
}

function start(socket: string, options: ServerOptions = {}): Promise<TestServer> {
  return startTestServer({ port: undefined, socket, ...options })
}

/** Leaves a socket behind as a server does that is killed. */
function leaveDeadSocket(path: string): void {
  const script = `require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`
  spawnSync(process.execPath, ['-e', script, path])
  expect(statSync(path).isSocket()).toBe(true)
}

async function getJson(socketPath: string, path: string, headers = {}): Promise<unknown> {
  const [response] = (await once(get({ socketPath, path, headers }), 'response')) as [AsyncIterable<Buffer>]
  let text = ''
  for await (const chunk of response) text += chunk.toString()
  return JSON.parse(text)
}

describe('a server on a socket of the file system', () => {
  it('serves clients and HTTP there, without auth, and takes the socket away when it closes', async () => {
    const socket = newSocket()
    const { url, httpUrl, port, server, client } = await start(socket)
    expect({ url, httpUrl, port }).toEqual({
      url: `ws+unix:${socket}:/`,
      httpUrl: `http://unix:${socket}:/`,
      port: 0,
    })
    const ana = await client()
    await ana.grant({ type: 'attach', channel: 'room:a' })
    expect(await getJson(socket, '/health')).toMatchObject({ status: 'ok', connections: 1 })
    await server.close()
    expect((await ana.closed).code).toBe(4010)
    expect(existsSync(socket)).toBe(false)
  })

  it('has its path behind the socket in its address', async () => {
    const socket = newSocket()
    const { url, client } = await start(socket, { path: '/realtime' })
    expect(url).toBe(`ws+unix:${socket}:/realtime`)
    await client()
    expect(await getJson(socket, '/realtime/health')).toMatchObject({ connections: 1 })
  })

  it('lets this user and its group connect', async () => {
    const socket = newSocket()
    const before = process.umask(0)
    onTestFinished(() => void process.umask(before))
    await start(socket)
    expect(statSync(socket).mode & 0o777).toBe(0o660)
  })

  it('takes over what a dead server left', async () => {
    const socket = newSocket()
    leaveDeadSocket(socket)
    const { client } = await start(socket)
    await client()
    expect(existsSync(`${socket}~`)).toBe(false)
  })

  it('leaves the socket of a live server alone, and says so', async () => {
    const socket = newSocket()
    const { client } = await start(socket)
    await expect(createServer({ socket }).listen()).rejects.toMatchObject({
      code: 'connection_failed',
      message: `The socket ${socket} is in use by another server.`,
    })
    await client()
  })

  it('lets one of two that start at once over a dead socket have it', async () => {
    const socket = newSocket()
    leaveDeadSocket(socket)
    const servers = [createServer({ socket }), createServer({ socket })]
    onTestFinished(async () => {
      for (const server of servers) await server.close()
    })
    const outcomes = await Promise.allSettled(servers.map((server) => server.listen()))
    const codes = outcomes.map((outcome) =>
      outcome.status === 'rejected' ? (outcome.reason as { code: string }).code : 'ok',
    )
    expect(codes.toSorted()).toEqual(['connection_failed', 'ok'])
    const client = new RawClient(`ws+unix:${socket}:/`)
    onTestFinished(() => client.socket.terminate())
    await client.hello()
  })

  it('leaves what is no socket alone', async () => {
    const path = newSocket()
    writeFileSync(path, 'mine')
    await expect(createServer({ socket: path }).listen()).rejects.toThrow(`${path} is there already, and is no socket.`)
    expect(statSync(path).size).toBe(4)
  })

  it('tells of a folder that is not there', async () => {
    const listening = createServer({ socket: join(temporaryFolder(), 'none/herenow.sock') }).listen()
    await expect(listening).rejects.toMatchObject({ code: 'connection_failed', hint: /Its folder must be there/ })
  })

  it('counts its connections in all, and those of a trusted proxy by the address that it tells', async () => {
    const limits = { connections: 3, connectionsPerAddress: 1 }
    const { url, server } = await start(newSocket(), { limits, trustedProxies: ['unix:'] })
    const from = (address?: string): RawClient => {
      const headers = address === undefined ? {} : { 'X-Forwarded-For': address }
      const client = new RawClient(url, { headers })
      onTestFinished(() => client.socket.terminate())
      return client
    }
    await from('192.0.2.1').hello()
    await expect(from('192.0.2.1').opened()).rejects.toThrow('429')
    await from('192.0.2.2').hello()
    await from().hello()
    await expect(from().opened()).rejects.toThrow()
    expect(server.info().refused).toBe(2)
  })

  it('knows clients of a proxy that it does not trust by no address, and doesn’t count them by it', async () => {
    const addresses: string[] = []
    const authenticate: ServerOptions['authenticate'] = ({ request }) => {
      addresses.push(request.address)
      return { clientId: 'ana' }
    }
    const { url } = await start(newSocket(), { authenticate, limits: { connectionsPerAddress: 1 } })
    for (const headers of [{}, { 'X-Forwarded-For': '192.0.2.1' }]) {
      const client = new RawClient(url, { headers })
      onTestFinished(() => client.socket.terminate())
      await client.hello({ token: 'x' })
    }
    expect(addresses).toEqual(['', ''])
  })
})

describe('the option socket', () => {
  it.each<[string, ServerOptions, RegExp]>([
    ['a port', { port: 7070 }, /`socket` and `port` or `host` exclude/],
    ['a host', { host: '127.0.0.1' }, /`socket` and `port` or `host` exclude/],
    ['tls', { tls: { cert: 'c', key: 'k' } }, /`socket` and `tls` exclude/],
    ['a path too long', { socket: `/tmp/${'x'.repeat(100)}` }, /must be the path of a socket/],
    ['a path with a colon', { socket: '/tmp/a:b' }, /must be the path of a socket/],
    ['no path', { socket: '' }, /must be the path of a socket/],
  ])('is refused with %s', (_, options, message) => {
    expect(() => createServer({ socket: '/tmp/herenow.sock', ...options })).toThrow(message)
  })

  it('is refused for a server that is attached', async () => {
    await expect(createServer({ socket: '/tmp/herenow.sock' }).attach(createHttpServer())).rejects.toThrow('`socket`')
  })
})
