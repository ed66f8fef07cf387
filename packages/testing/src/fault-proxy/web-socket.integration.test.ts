import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import type { WebSocket as ServerSocket } from 'ws'
import { WebSocketServer } from 'ws'
import type { Corruption, FaultProxy } from '../index.ts'
import { faultProxy } from '../index.ts'

const cleanups: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

interface Meeting {
  readonly proxy: FaultProxy
  readonly near: WebSocket
  readonly far: ServerSocket
  readonly nearTexts: string[]
  readonly farTexts: string[]
  readonly nearClosed: Promise<number>
  readonly farClosed: Promise<number>
  /** What the server's end found wrong. */
  readonly farProblems: string[]
}

/** A platform WebSocket and a `ws` server with the proxy between them. */
async function meet(): Promise<Meeting> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const proxy = await faultProxy({ target: `ws://127.0.0.1:${port}/path?query=1`, seed: 3 })
  const accepted = once(server, 'connection') as Promise<[ServerSocket]>
  const near = new WebSocket(proxy.url)
  cleanups.push(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
      }),
    () => proxy.close(),
  )
  const nearTexts: string[] = []
  near.addEventListener('message', (event: MessageEvent<string>) => nearTexts.push(event.data))
  const nearClosed = new Promise<number>((resolve) => near.addEventListener('close', ({ code }) => resolve(code)))
  await new Promise((resolve) => near.addEventListener('open', resolve))
  const [far] = await accepted
  const farTexts: string[] = []
  const farProblems: string[] = []
  far.on('message', (data: Buffer) => farTexts.push(data.toString()))
  far.on('error', (error) => farProblems.push(error.message))
  const farClosed = new Promise<number>((resolve) => far.once('close', resolve))
  return { proxy, near, far, nearTexts, farTexts, nearClosed, farClosed, farProblems }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve))
}

it('passes frames of every size on, both ways', async () => {
  const { proxy, near, far, nearTexts, farTexts } = await meet()
  const texts = [0, 1, 125, 126, 65_535, 65_536, 200_000].map((length) => 'ü'.repeat(length))
  for (const text of texts) {
    near.send(text)
    far.send(text)
  }
  await until(() => nearTexts.length === texts.length && farTexts.length === texts.length)
  expect(nearTexts).toEqual(texts)
  expect(farTexts).toEqual(texts)
  expect(proxy.url).toBe(`ws://127.0.0.1:${proxy.port}/path?query=1`)
})

it.each<[Corruption, RegExp]>([
  ['reserved-bits', /RSV/],
  ['opcode', /opcode/],
  ['utf-8', /UTF-8/],
])('corrupts a frame on its way up by its %s, so that the server notices', async (corruption, problem) => {
  const { proxy, near, farTexts, farClosed, farProblems } = await meet()
  near.send('before')
  await until(() => farTexts.length === 1)
  proxy.inject({ kind: 'corrupt', corruption, direction: 'up' })
  near.send('this one')
  near.send('and what follows')
  expect([1002, 1007, 1006]).toContain(await farClosed)
  expect(farTexts).toEqual(['before'])
  expect(farProblems[0]).toMatch(problem)
  expect(proxy.count('corrupt')).toBe(1)
})

it.each<Corruption>(['reserved-bits', 'opcode', 'utf-8'])(
  'corrupts a frame on its way down by its %s, so that the client notices',
  async (corruption) => {
    const { proxy, far, nearTexts, nearClosed } = await meet()
    proxy.inject({ kind: 'corrupt', corruption, direction: 'down' })
    far.send('this one')
    expect([1002, 1006, 1007]).toContain(await nearClosed)
    expect(nearTexts).toEqual([])
    expect(proxy.count('corrupt')).toBe(1)
  },
)

it('waits with a corruption of text for a frame of text', async () => {
  const { proxy, far, nearTexts, nearClosed } = await meet()
  proxy.inject({ kind: 'corrupt', corruption: 'utf-8', direction: 'down' })
  far.ping()
  far.send('')
  await until(() => nearTexts.length === 1)
  expect(proxy.count('corrupt')).toBe(0)
  far.send('text')
  expect([1006, 1007]).toContain(await nearClosed)
})

it('truncates inside a frame and then cuts both sides', async () => {
  const { proxy, near, farTexts, farClosed, nearClosed } = await meet()
  near.send('whole')
  await until(() => farTexts.length === 1)
  const before = proxy.bytes('up')
  proxy.inject({ kind: 'truncate', direction: 'up' })
  near.send('x'.repeat(100))
  expect([await nearClosed, await farClosed]).toEqual([1006, 1006])
  expect(farTexts).toEqual(['whole'])
  // A masked frame of 100 bytes has a header of six.
  expect(proxy.bytes('up') - before).toBeGreaterThan(6)
  expect(proxy.bytes('up') - before).toBeLessThan(106)
})

it('leaves messages whole when every byte comes alone', async () => {
  const { proxy, near, far, nearTexts, farTexts } = await meet()
  proxy.inject({ kind: 'split' })
  near.send('byte by byte, ä and 🙂')
  far.send('y'.repeat(300))
  await until(() => nearTexts.length === 1 && farTexts.length === 1)
  expect(farTexts).toEqual(['byte by byte, ä and 🙂'])
  expect(nearTexts).toEqual(['y'.repeat(300)])
})

it('shows each end a half-closed connection as lost, not as a clean close', async () => {
  const { proxy, nearClosed, farClosed } = await meet()
  proxy.inject({ kind: 'half-close', direction: 'up' })
  expect([await nearClosed, await farClosed]).toEqual([1006, 1006])
})

it('survives a swallowed handshake: the client is reset when the hole ends', async () => {
  const { proxy } = await meet()
  proxy.inject({ kind: 'black-hole' }, { reach: 'future' })
  const late = new WebSocket(proxy.url)
  const closed = new Promise<number>((resolve) => late.addEventListener('close', ({ code }) => resolve(code)))
  await until(() => proxy.count('black-hole') === 1)
  proxy.heal()
  expect(await closed).toBe(1006)
})
