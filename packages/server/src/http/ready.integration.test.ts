import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import type { ServerOptions } from '../config.ts'
import { createServer } from '../create-server.ts'
import { memory } from '../engine/memory-engine.ts'
import { RawClient } from '../testing/support/raw-client.ts'
import { startTestServer } from '../testing/support/test-server.ts'

async function get(url: string): Promise<unknown> {
  const response = await fetch(url)
  return { status: response.status, body: await response.json() }
}

const ready = { status: 200, body: { status: 'ready' } }

/** An engine that opens when it is told to. */
function slowEngine(): { engine: NonNullable<ServerOptions['engine']>; open: () => void } {
  let resolve = (): void => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  const engine = memory()
  const open = engine.open.bind(engine)
  engine.open = (context) => promise.then(() => open(context))
  return { engine, open: () => resolve() }
}

it('a server is ready while it listens, and not while it tells its clients to go', async () => {
  const { httpUrl, server, client } = await startTestServer()
  expect(await get(`${httpUrl}/ready`)).toEqual(ready)
  expect((await fetch(`${httpUrl}/ready`, { method: 'HEAD' })).status).toBe(200)
  const slow = await client()
  // It never answers the close, so that the server waits for it.
  slow.socket.pause()
  const closing = server.close()
  const stopping = await fetch(`${httpUrl}/ready`)
  expect(stopping.status).toBe(503)
  expect(stopping.headers.get('retry-after')).toBe('1')
  expect(await stopping.json()).toEqual({ status: 'stopping' })
  expect(await get(`${httpUrl}/health`)).toMatchObject({ status: 200, body: { status: 'ok' } })
  await expect(new RawClient(httpUrl.replace('http', 'ws')).opened()).rejects.toThrow('503')
  slow.socket.terminate()
  await closing
})

it('a server that is attached is ready once its engine is open, under its path', async () => {
  const host = createHttpServer((_, response) => void response.writeHead(404).end('"the app"'))
  host.listen(0, '127.0.0.1')
  await once(host, 'listening')
  onTestFinished(() => {
    host.close()
    host.closeAllConnections()
  })
  const url = `http://127.0.0.1:${(host.address() as AddressInfo).port}`
  const { engine, open } = slowEngine()
  const server = createServer({ engine })
  const attaching = server.attach(host)
  expect(await get(`${url}/realtime/ready`)).toEqual({ status: 503, body: { status: 'starting' } })
  open()
  await attaching
  expect(await get(`${url}/realtime/ready`)).toEqual(ready)
  const slow = new RawClient(`${url.replace('http', 'ws')}/realtime`)
  await slow.hello()
  slow.socket.pause()
  const closing = server.close()
  expect(await get(`${url}/realtime/ready`)).toEqual({ status: 503, body: { status: 'stopping' } })
  slow.socket.terminate()
  await closing
  expect(await get(`${url}/realtime/ready`)).toEqual({ status: 404, body: 'the app' })
})

it('is asked for with GET', async () => {
  const { httpUrl } = await startTestServer()
  const answer = await fetch(`${httpUrl}/ready`, { method: 'POST' })
  expect(answer.status).toBe(405)
  expect(answer.headers.get('allow')).toBe('GET, HEAD')
  expect(await answer.json()).toMatchObject({ error: { message: 'Ask for /ready with GET.' } })
})
