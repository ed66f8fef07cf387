import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2'
import { createConnection } from 'node:net'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createServer } from '../create-server.ts'
import { startApiServer, apiKey } from '../testing/support/api-server.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }

/** Sends a request that offers to go on with HTTP/2, as curl and Java's client do; its answer. */
async function offered(port: number, line: string, body: string, length = body.length): Promise<string> {
  const socket = createConnection({ host: '127.0.0.1', port })
  onTestFinished(() => void socket.destroy())
  socket.write(
    `${line} HTTP/1.1\r\nHost: x\r\nX-API-Key: ${apiKey}\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n` +
      `HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n${length === 0 ? '' : `Content-Length: ${length}\r\n`}\r\n${body}`,
  )
  let text = ''
  for await (const chunk of socket) text += String(chunk)
  return text
}

const portOf = (host: { address(): unknown }): number => (host.address() as AddressInfo).port

describe('a client that offers another protocol than WebSocket', () => {
  it('is answered in HTTP by a server of ours', async () => {
    const { port } = await startApiServer()
    expect(await offered(port, 'GET /health', '')).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*"status":"ok"/)
    expect(await offered(port, 'GET /api/time', '')).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*"time":/)
    expect(await offered(port, 'GET /', '')).toMatch(/^HTTP\/1\.1 426 /)
  })

  it('is answered in HTTP inside an app, and nothing is held by one that doesn’t go on', async () => {
    const host = createHttpServer({ requestTimeout: 300, headersTimeout: 200, connectionsCheckingInterval: 50 })
    host.on('request', (request, response) => request.resume().on('end', () => response.end('the app')))
    await once(host.listen(0, '127.0.0.1'), 'listening')
    const server = createServer({ log: silent, apiKey })
    await server.attach(host)
    onTestFinished(async () => {
      await server.close()
      host.close()
      host.closeAllConnections()
    })
    expect(await offered(portOf(host), 'GET /realtime/health', '')).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*"status":"ok"/)
    expect(await offered(portOf(host), 'GET /page', '')).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*the app$/)
    // Such a body is lost in versions of Node that end a request at its offer.
    await offered(portOf(host), 'POST /page', 'he', 5)
    await offered(portOf(host), 'POST /realtime/api/publish', '{"', 50)
    expect(await offered(portOf(host), 'GET /realtime/health', '')).toContain('"connections":0')
  })
})

it('tells clients of an HTTP/2 app where to connect', async () => {
  const host = createHttp2Server((_, response) => void response.end('the app'))
  await once(host.listen(0, '127.0.0.1'), 'listening')
  const server = createServer({ log: silent })
  await server.attach(host)
  const session = connectHttp2(`http://127.0.0.1:${portOf(host)}`)
  onTestFinished(async () => {
    session.destroy()
    await server.close()
    host.close()
  })
  const stream = session.request({ ':path': '/realtime' })
  const [headers] = (await once(stream, 'response')) as [Record<string, unknown>]
  expect(headers[':status']).toBe(426)
})
