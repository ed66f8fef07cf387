import type { ChildProcess } from 'node:child_process'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import type { Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Server, ServerEvent } from '@herenow/server'
import { createServer } from '@herenow/server'
import { silentLogger } from '@herenow/testing'
import { afterAll, afterEach, beforeAll, expect, it, onTestFinished, vi } from 'vitest'
import { examplesOf, root, writeExamples } from './document-examples.ts'
import { freePort } from './free-port.mjs'

// The receivers of docs/webhooks.md take what a server sends, and nothing else.

const page = 'docs/webhooks.md'
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const hasPython = spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))']).status === 0
let folder = ''

beforeAll(async () => {
  vi.stubEnv('WEBHOOK_SECRET', secret)
  // Not below node_modules, where Node takes no TypeScript.
  folder = await writeExamples(join(root, 'dist'), await examplesOf(page))
})

afterEach(() => vi.unstubAllEnvs())
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A request that anybody could make. */
function forged(url: string): Promise<Response> {
  const headers = {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(Date.now() / 1_000)),
    'webhook-signature': 'v1,VhG6nqxJ4rXcnbmQ0T8p7v8gOmWkTfTQJmyBWCAU6aM=',
  }
  return fetch(url, { method: 'POST', headers, body: '{"events":[{"id":"1","type":"connect"}]}' })
}

it('shows a server and a receiver in Node that fit each other', async () => {
  vi.stubEnv('WEBHOOK_SECRET', secret)
  vi.stubEnv('PORT', '0')
  vi.stubEnv('REALTIME_PORT', '0')
  const data = await mkdtemp(join(tmpdir(), 'herenow-'))
  vi.stubEnv('DATA', join(data, 'herenow.db'))
  interface Receiver {
    readonly receiver: HttpServer
    readonly taken: ReadonlyMap<string, ServerEvent>
  }
  const { receiver, taken } = (await import(join(folder, 'docs-webhooks', 'receiver.mts'))) as Receiver
  if (!receiver.listening) await once(receiver, 'listening')
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
  vi.stubEnv('WEBHOOK_URL', url)
  const { server } = (await import(join(folder, 'docs-webhooks', 'realtime-server.mts'))) as { readonly server: Server }
  onTestFinished(async () => {
    await server.close()
    receiver.close()
    await rm(data, { recursive: true, force: true })
  })
  await server.publish('room:a', 'said', 'hello')
  await server.publish('hall', 'said', 'not of interest')
  await server.publish('room:b', 'said', 'bye')
  await vi.waitFor(() =>
    expect([...taken.values()]).toMatchObject([
      { type: 'publish', channel: 'room:a', message: { data: 'hello' } },
      { type: 'publish', channel: 'room:b', message: { data: 'bye' } },
    ]),
  )
  expect((await forged(url)).status).toBe(401)
  expect(taken.size).toBe(2)
})

it.runIf(hasPython)(
  'shows a receiver in Python that takes what a server sends, and nothing else',
  async () => {
    const text = await readFile(join(root, page), 'utf8')
    const [, code = ''] = /^```python receiver\.py\n([\s\S]*?)^```/m.exec(text) ?? []
    const script = join(folder, 'receiver.py')
    await writeFile(script, code)
    const port = await freePort()
    const env = { PATH: process.env['PATH'] ?? '', WEBHOOK_SECRET: secret, PORT: String(port) }
    const child: ChildProcess = spawn('python3', [script], { env })
    onTestFinished(() => void child.kill('SIGKILL'))
    let out = ''
    child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()))
    const url = `http://127.0.0.1:${port}/`
    const webhooks = [{ url, secret, events: ['publish'] as const }]
    const server = createServer({ port: 0, log: silentLogger, webhooks })
    onTestFinished(() => server.close())
    await server.listen()
    await server.publish('room:a', 'said', 'hello')
    // The first request may come before it listens.
    await vi.waitFor(() => expect(out).toBe('publish\n'), { timeout: 10_000 })
    expect((await forged(url)).status).toBe(401)
    expect(out).toBe('publish\n')
  },
  20_000,
)
