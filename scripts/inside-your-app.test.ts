import type { Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createClient } from '@herenow/core'
import type { Server } from '@herenow/server'
import { websocket } from '@herenow/websocket'
import { createServer as createVite } from 'vite'
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest'
import { examplesOf, root, writeExamples } from './document-examples.ts'

// The servers of docs/inside-your-app.md do what the page says: one port for the app and for realtime.

const page = 'docs/inside-your-app.md'
let folder = ''

beforeAll(async () => {
  vi.stubEnv('PORT', '0')
  // Not below node_modules, where Node takes no TypeScript.
  folder = await writeExamples(join(root, 'dist'), await examplesOf(page))
})

afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true })
})

interface Example {
  readonly app: HttpServer
  readonly realtime: Server
}

async function start(file: string): Promise<Example & { readonly place: string }> {
  const { app, realtime } = (await import(join(folder, 'docs-inside-your-app', file))) as Example
  onTestFinished(async () => {
    await realtime.close()
    app.close()
    app.closeAllConnections()
  })
  if (!app.listening) await once(app, 'listening')
  return { app, realtime, place: `127.0.0.1:${(app.address() as AddressInfo).port}` }
}

/** Two people talk at an address. */
async function talk(url: string): Promise<void> {
  const [ana, ben] = ['ana', 'ben'].map((clientId) =>
    createClient({ adapter: websocket(url), clientId, failFast: true }),
  )
  if (!ana || !ben) throw new Error('Two clients were made')
  onTestFinished(async () => void (await Promise.all([ana.close(), ben.close()])))
  const heard = vi.fn()
  ben.channel('room').subscribe('said', ({ data }) => heard(data))
  await ben.channel('room').attach()
  await ana.channel('room').publish('said', 'hello')
  await vi.waitFor(() => expect(heard).toHaveBeenCalledWith('hello'))
}

it.each([
  ['node-http.mts', 'The app, at /'],
  ['express.mts', 'The app'],
  ['fastify.mts', 'The app'],
  ['hono.mts', 'The app'],
])('%s carries both on one port, and the app goes on when realtime ends', async (file, text) => {
  const { realtime, place } = await start(file)
  const home = async (): Promise<string> => (await fetch(`http://${place}/`)).text()
  expect(await home()).toBe(text)
  await talk(`ws://${place}/realtime`)
  expect(await (await fetch(`http://${place}/realtime/health`)).json()).toMatchObject({ status: 'ok' })
  await realtime.close()
  expect(await home()).toBe(text)
})

it.each([
  [
    '/socket',
    'The server answered 200 at the path "/socket": it speaks no WebSocket there.',
    /inside an app at "\/realtime"/,
  ],
  ['/realtime/x', 'The server answered 404 at the path "/realtime/x": Nothing is here.', /connect to "\/realtime"/],
])('node-http.mts tells a client of the path %s where to go', async (path, message, hint) => {
  vi.resetModules()
  const { place } = await start('node-http.mts')
  const client = createClient({ adapter: websocket(`ws://${place}${path}`), clientId: 'ana', failFast: true })
  onTestFinished(() => client.close())
  client.connection.connect()
  const { reason } = await client.connection.once('failed')
  expect(reason).toMatchObject({ code: 'connection_failed', message, hint: expect.stringMatching(hint) })
})

it('express.mts publishes from a route', async () => {
  vi.resetModules()
  const { place } = await start('express.mts')
  const client = createClient({ adapter: websocket(`ws://${place}/realtime`), clientId: 'ana' })
  onTestFinished(() => client.close())
  const placed = vi.fn()
  client.channel('orders').subscribe('placed', ({ data }) => placed(data))
  await client.channel('orders').attach()
  expect((await fetch(`http://${place}/orders`, { method: 'POST' })).status).toBe(200)
  await vi.waitFor(() => expect(placed).toHaveBeenCalledWith({ number: 7 }))
})

it('vite.config.ts carries both while one develops, and Vite keeps its own socket', async () => {
  const vite = await createVite({
    configFile: join(folder, 'docs-inside-your-app', 'vite.config.ts'),
    configLoader: 'native',
    root: folder,
    cacheDir: join(folder, '.vite'),
    logLevel: 'silent',
    server: { port: 0, host: '127.0.0.1' },
  })
  onTestFinished(() => vite.close())
  await vite.listen()
  const place = new URL(vite.resolvedUrls?.local[0] ?? '').host
  await vi.waitFor(() => talk(`ws://${place}/realtime`))
  const hot = new WebSocket(`ws://${place}/?token=${vite.config.webSocketToken}`, 'vite-hmr')
  onTestFinished(() => hot.close())
  expect(JSON.parse(String((await once(hot, 'message'))[0].data))).toEqual({ type: 'connected' })
})
