import { once } from 'node:events'
import type { AddressInfo, Server, Socket } from 'node:net'
import { connect, createServer } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import type { Fault, FaultProxy } from '../index.ts'
import { faultProxy } from '../index.ts'

// Plain TCP: what the proxy does to bytes, whatever they mean. Nothing here judges by the time that something took;
// where a fault only delays, what shows is the order and that everything arrives.

const cleanups: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** A server whose sockets the test holds in its hand. `echo`: it sends back what it gets. */
async function startServer(echo = true): Promise<{ server: Server; sockets: Socket[]; proxy: FaultProxy }> {
  const sockets: Socket[] = []
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    if (echo) socket.pipe(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const proxy = await faultProxy({ target: `tcp://127.0.0.1:${port}`, seed: 7 })
  cleanups.push(
    () => new Promise<void>((resolve) => void server.close(() => resolve())),
    () => sockets.forEach((socket) => socket.destroy()),
    () => proxy.close(),
  )
  return { server, sockets, proxy }
}

interface Visitor {
  readonly socket: Socket
  readonly received: () => Buffer
  /** Resolves when so many bytes are there. */
  got(bytes: number): Promise<Buffer>
  /** Resolves with the error's code, or null after a clean end. */
  readonly gone: Promise<string | null>
  readonly ended: Promise<void>
}

async function visit(proxy: FaultProxy): Promise<Visitor> {
  const socket = connect({ port: proxy.port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
  let received: Buffer = Buffer.alloc(0)
  let code: string | null = null
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk])
  })
  socket.on('error', (error: NodeJS.ErrnoException) => {
    code = error.code ?? 'unknown'
  })
  const gone = new Promise<string | null>((resolve) => socket.once('close', () => resolve(code)))
  const ended = new Promise<void>((resolve) => socket.once('end', () => resolve()))
  cleanups.push(() => void socket.destroy())
  // Refused ones say so by `gone`.
  await new Promise<void>((resolve) => {
    socket.once('connect', () => resolve())
    socket.once('close', () => resolve())
  })
  return {
    socket,
    received: () => received,
    gone,
    ended,
    async got(bytes) {
      while (received.length < bytes) await once(socket, 'data')
      return received
    },
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve))
}

/** The server's end of the only connection. */
async function farEnd(sockets: readonly Socket[]): Promise<Socket> {
  await until(() => sockets.length > 0)
  const [far] = sockets
  if (far === undefined) throw new Error('The server has no socket')
  return far
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()))
}

function numbers(length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, index) => index % 251))
}

it('passes on what both sides send when nothing is the matter', async () => {
  const { proxy } = await startServer()
  const visitor = await visit(proxy)
  const bytes = numbers(300_000)
  visitor.socket.write(bytes)
  expect((await visitor.got(bytes.length)).equals(bytes)).toBe(true)
  visitor.socket.end()
  await visitor.ended
  expect(await visitor.gone).toBeNull()
  expect([proxy.connections, proxy.bytes('up'), proxy.bytes('down')]).toEqual([1, bytes.length, bytes.length])
})

it.each<Fault>([
  { kind: 'latency', milliseconds: 30 },
  { kind: 'jitter', milliseconds: 30 },
  { kind: 'bandwidth', bytesPerSecond: 50_000 },
  { kind: 'split' },
])('keeps every byte and their order under $kind', async (fault) => {
  const { proxy } = await startServer()
  const visitor = await visit(proxy)
  proxy.inject(fault)
  const bytes = numbers(4_000)
  for (let at = 0; at < bytes.length; at += 100) visitor.socket.write(bytes.subarray(at, at + 100))
  expect((await visitor.got(bytes.length)).equals(bytes)).toBe(true)
  expect(proxy.count(fault.kind)).toBe(1)
})

it('delays by at least its latency', async () => {
  const { proxy } = await startServer()
  const visitor = await visit(proxy)
  proxy.inject({ kind: 'latency', milliseconds: 40 })
  const start = performance.now()
  visitor.socket.write('x')
  await visitor.got(1)
  expect(performance.now() - start).toBeGreaterThanOrEqual(79)
})

it('lets through what is under way when it is healed', async () => {
  const { proxy } = await startServer()
  const visitor = await visit(proxy)
  proxy.inject({ kind: 'latency', milliseconds: 3_600_000, direction: 'down' })
  visitor.socket.write('late')
  await until(() => proxy.bytes('up') === 4)
  expect(visitor.received()).toHaveLength(0)
  proxy.heal()
  expect(String(await visitor.got(4))).toBe('late')
})

it('takes no longer than a bandwidth allows, and no less', async () => {
  const { proxy } = await startServer()
  const visitor = await visit(proxy)
  proxy.inject({ kind: 'bandwidth', bytesPerSecond: 20_000, direction: 'up' })
  const start = performance.now()
  visitor.socket.write(numbers(4_000))
  await visitor.got(4_000)
  // The last slice is not waited for.
  expect(performance.now() - start).toBeGreaterThanOrEqual(170)
})

it('makes the sender wait while a side is stalled, and buffers a bounded amount', async () => {
  const { proxy, sockets } = await startServer(false)
  const visitor = await visit(proxy)
  visitor.socket.write('hello')
  const far = await farEnd(sockets)
  await until(() => far.bytesRead === 5)
  far.pause()
  const offered = 64 * 1_048_576
  const chunk = Buffer.alloc(1_048_576)
  for (let sent = 0; sent < offered; sent += chunk.length) visitor.socket.write(chunk)
  // Nobody reads at the far end: the buffers of the system fill, then the proxy's, then the sender waits.
  let before = -1
  while (before !== visitor.socket.bytesWritten - visitor.socket.writableLength) {
    before = visitor.socket.bytesWritten - visitor.socket.writableLength
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  expect(visitor.socket.writableLength).toBeGreaterThan(offered / 2)
  far.resume()
  while (far.bytesRead < offered + 5) await once(far, 'data')
  expect(far.bytesRead).toBe(offered + 5)
})

it('reads nothing from a stalled side until that ends', async () => {
  const { proxy, sockets } = await startServer()
  const visitor = await visit(proxy)
  const far = await farEnd(sockets)
  const end = proxy.inject({ kind: 'stall', direction: 'up' })
  visitor.socket.write('later')
  far.write('sooner')
  expect(String(await visitor.got(6))).toBe('sooner')
  expect(proxy.bytes('up')).toBe(0)
  end()
  expect(String(await visitor.got(11))).toBe('soonerlater')
  expect(proxy.count('stall')).toBe(1)
})

it('resets both sides', async () => {
  const { proxy, sockets } = await startServer()
  const visitor = await visit(proxy)
  visitor.socket.write('x')
  await visitor.got(1)
  const far = await farEnd(sockets)
  const farError = new Promise<NodeJS.ErrnoException>((resolve) => far.once('error', resolve))
  proxy.inject({ kind: 'reset' })
  expect(await visitor.gone).toBe('ECONNRESET')
  expect((await farError).code).toBe('ECONNRESET')
  expect([proxy.open, proxy.count('reset')]).toEqual([0, 1])
})

it('closes one half and keeps the other', async () => {
  const { proxy, sockets } = await startServer(false)
  const visitor = await visit(proxy)
  visitor.socket.write('x')
  const far = await farEnd(sockets)
  const farEnded = once(far, 'end')
  far.resume()
  proxy.inject({ kind: 'half-close', direction: 'up' })
  await farEnded
  visitor.socket.write('into the void')
  far.write('still here')
  expect(String(await visitor.got(10))).toBe('still here')
  far.end()
  await visitor.ended
  visitor.socket.end()
  expect(await visitor.gone).toBeNull()
  expect(far.bytesRead).toBe(1)
})

it('lets go of a half-closed connection that is reset, also while its FIN is under way', async () => {
  const { proxy, sockets } = await startServer(false)
  const visitor = await visit(proxy)
  visitor.socket.write('x')
  const far = await farEnd(sockets)
  const gone = closed(far)
  far.resume()
  proxy.inject({ kind: 'half-close', direction: 'up' })
  proxy.inject({ kind: 'half-close', direction: 'down' })
  proxy.inject({ kind: 'reset' })
  await visitor.ended
  visitor.socket.destroy()
  far.destroy()
  await gone
  await until(() => proxy.open === 0)
})

it('swallows what goes into a black hole, and resets who lost something when it ends', async () => {
  const { proxy, sockets } = await startServer()
  const unlucky = await visit(proxy)
  const lucky = await visit(proxy)
  unlucky.socket.write('a')
  await unlucky.got(1)
  const end = proxy.inject({ kind: 'black-hole', direction: 'up' })
  unlucky.socket.write('lost')
  const [far] = sockets
  far?.write('b')
  expect(String(await unlucky.got(2))).toBe('ab')
  expect(proxy.count('black-hole')).toBe(1)
  end()
  expect(await unlucky.gone).toBe('ECONNRESET')
  lucky.socket.write('fine')
  expect(String(await lucky.got(4))).toBe('fine')
  expect(proxy.bytes('up')).toBe(5)
})

it('tells nobody that the other is gone while a black hole is between them', async () => {
  const { proxy, sockets } = await startServer()
  const visitor = await visit(proxy)
  visitor.socket.write('a')
  await visitor.got(1)
  const end = proxy.inject({ kind: 'black-hole', direction: 'up' })
  visitor.socket.resetAndDestroy()
  await until(() => proxy.open === 0)
  const far = await farEnd(sockets)
  expect(far.destroyed).toBe(false)
  const gone = closed(far)
  end()
  await gone
})

it.each([0, 1, 7, 10])('cuts after exactly %i bytes, counted from the injection', async (bytes) => {
  const { proxy, sockets } = await startServer(false)
  const visitor = await visit(proxy)
  visitor.socket.write('before')
  const far = await farEnd(sockets)
  await until(() => proxy.bytes('up') === 6)
  const farGone = closed(far)
  far.resume()
  proxy.inject({ kind: 'cut-after', bytes, direction: 'up' })
  visitor.socket.write('0123456789')
  expect(await visitor.gone).toBe('ECONNRESET')
  await farGone
  expect(far.bytesRead).toBe(6 + bytes)
  expect(proxy.count('cut-after')).toBe(1)
})

it('counts each connection on its own, and cuts one only', async () => {
  const { proxy } = await startServer()
  const [one, other] = [await visit(proxy), await visit(proxy)]
  proxy.inject({ kind: 'cut-after', bytes: 6, direction: 'up' })
  one.socket.write('1234')
  other.socket.write('1234')
  await Promise.all([one.got(4), other.got(4)])
  one.socket.write('56')
  expect(await one.gone).toBe('ECONNRESET')
  other.socket.write('56789')
  expect(String(await other.got(9))).toBe('123456789')
})

it('refuses new connections only, until it is healed', async () => {
  const { proxy } = await startServer()
  const before = await visit(proxy)
  proxy.inject({ kind: 'refuse' })
  const refused = await visit(proxy)
  expect(await refused.gone).toBe('ECONNRESET')
  before.socket.write('still in')
  await before.got(8)
  proxy.heal()
  const after = await visit(proxy)
  after.socket.write('in')
  await after.got(2)
  expect(proxy.count('refuse')).toBe(1)
})

it('lets the target wait for a connection until the fault ends, and loses nothing of it', async () => {
  const { proxy, sockets } = await startServer()
  const end = proxy.inject({ kind: 'delay-accept', milliseconds: 3_600_000 })
  const visitor = await visit(proxy)
  visitor.socket.write('patience')
  expect(sockets).toHaveLength(0)
  end()
  expect(String(await visitor.got(8))).toBe('patience')
})

it('meets only connections within its reach', async () => {
  const { proxy } = await startServer()
  const present = await visit(proxy)
  proxy.inject({ kind: 'stall' }, { reach: 'future' })
  const future = await visit(proxy)
  future.socket.write('x')
  present.socket.write('through')
  await present.got(7)
  expect(future.received()).toHaveLength(0)
  proxy.heal()
  await future.got(1)
})

it('ends a fault by itself after the time it lasts', async () => {
  const { proxy } = await startServer()
  const visitor = await visit(proxy)
  proxy.inject({ kind: 'stall' }, { lasts: 50 })
  visitor.socket.write('soon')
  expect(String(await visitor.got(4))).toBe('soon')
})

it('plays a schedule', async () => {
  const { proxy } = await startServer()
  const visitor = await visit(proxy)
  await proxy.play([
    { at: 0, fault: { kind: 'latency', milliseconds: 1 }, lasts: 10 },
    { at: 20, fault: { kind: 'reset' }, lasts: null },
  ])
  expect(await visitor.gone).toBe('ECONNRESET')
  expect(proxy.count('reset')).toBe(1)
})

it('resets a client whose target is not there', async () => {
  const { proxy, server, sockets } = await startServer()
  const stopped = once(server, 'close')
  server.close()
  sockets.forEach((socket) => socket.destroy())
  await stopped
  const visitor = await visit(proxy)
  expect(await visitor.gone).toBe('ECONNRESET')
})

it('leaves no timer, socket or connection behind when it is closed', async () => {
  const { proxy, sockets } = await startServer()
  const visitor = await visit(proxy)
  const far = await farEnd(sockets)
  const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const before = timers()
  proxy.inject({ kind: 'latency', milliseconds: 3_600_000 }, { lasts: 3_600_000 })
  visitor.socket.write('under way')
  proxy.inject({ kind: 'delay-accept', milliseconds: 3_600_000 }, { lasts: 3_600_000 })
  const waiting = await visit(proxy)
  await until(() => proxy.connections === 2)
  const farGone = closed(far)
  await proxy.close()
  expect(await visitor.gone).toBe('ECONNRESET')
  expect(await waiting.gone).toBe('ECONNRESET')
  await farGone
  expect(timers()).toBe(before)
  expect(proxy.open).toBe(0)
})

it('refuses a target without a port', async () => {
  await expect(faultProxy({ target: 'ws://127.0.0.1' })).rejects.toThrow('names no port')
})
