import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect } from 'node:net'
import { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { connect as connectTls } from 'node:tls'
import { expect, it, onTestFinished } from 'vitest'
import { Failures } from '../env/failures.ts'
import { makeCertificate } from '../testing/support/certificate.ts'
import { answerRequest } from './answer-request.ts'
import { Listener } from './listener.ts'
import { Mount } from './mount.ts'
import { ServerTls } from './server-tls.ts'

// What the plain listener does with its peers, where TLS is between the two. Its own test has the plain one.

const silent = (): void => {}
const { cert, key } = makeCertificate('localhost')
const request = 'GET /health HTTP/1.1\r\nHost: x\r\n\r\n'

interface Started {
  readonly port: number
  readonly listener: Listener
  /** How often something was asked for. */
  readonly looks: () => number
  /** Resolves when so many connections are gone that had been admitted. */
  readonly released: (count: number) => Promise<void>
  readonly refuse: () => void
}

async function startListener(timeouts = { request: 100, look: 10, idle: 100 }): Promise<Started> {
  let [looks, gone, mayCome] = [0, 0, true]
  let noticed = silent
  const failures = new Failures({ debug: silent, info: silent, warn: silent, error: silent })
  const health = (): { connections: number; channels: number; uptime: number } => {
    looks += 1
    return { connections: 0, channels: 0, uptime: 0 }
  }
  const listener = new Listener(
    failures,
    {
      answer: (asked, response) =>
        answerRequest(asked, response, new Mount('/'), {
          health,
          readiness: () => 'ready',
          apis: [],
          refusalOf: () => null,
        }),
      upgrade() {},
      refuse() {},
      admit: () => mayCome,
      release() {
        gone += 1
        noticed()
      },
    },
    { timeouts, tls: new ServerTls({ cert, key }) },
  )
  const { port } = await listener.listen(0, '127.0.0.1')
  onTestFinished(async () => {
    await listener.close()
    expect(failures.count).toBe(0)
  })
  const released = async (count: number): Promise<void> => {
    while (gone < count) await new Promise<void>((resolve) => (noticed = resolve))
    expect(gone).toBe(count)
  }
  return { port, listener, looks: () => looks, released, refuse: () => (mayCome = false) }
}

/** A TCP client that goes on when the server has ended. */
function connectTcp(port: number): Socket {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  onTestFinished(() => void socket.destroy())
  return socket.on('error', silent)
}

function startTls(over: Duplex): TLSSocket {
  const socket = connectTls({ socket: over, ca: cert, servername: 'localhost' })
  onTestFinished(() => void socket.destroy())
  return socket.on('error', silent)
}

it.each([
  ['says nothing', ''],
  ['says something that is no TLS', request],
  ['stops in the middle of its handshake', '\u0016\u0003\u0001\u0002'],
])('a peer that %s, and ignores its end, is let go', async (_, bytes) => {
  const { port, released } = await startListener()
  const socket = connectTcp(port)
  socket.write(bytes, 'latin1')
  socket.resume()
  await released(1)
})

it.each([
  ['says nothing more', ''],
  ['says something that is no HTTP', 'NONSENSE\r\n\r\n'],
  ['stops in the middle of its headers', 'GET / HTTP/1.1\r\nHost: x\r\n'],
  ['stops in the middle of its body', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n1'],
  ['says nothing after its answer', request],
])('a peer that %s after its handshake, and ignores its end, is let go', async (_, bytes) => {
  const { port, released } = await startListener()
  const socket = startTls(connectTcp(port))
  await once(socket, 'secureConnect')
  socket.write(bytes)
  socket.resume()
  await released(1)
})

it('a peer whose requests come many at once is dropped before the first is looked at', async () => {
  const { port, looks, released } = await startListener()
  const socket = startTls(connectTcp(port))
  socket.write(request.repeat(100))
  socket.resume()
  await released(1)
  expect(looks()).toBe(0)
})

it('a peer that encrypts many requests one by one, and sends them at once, gets one of them answered at most', async () => {
  const { port, looks, released } = await startListener()
  const tcp = connectTcp(port)
  let held: Buffer[] | null = null
  const below = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      if (held === null) tcp.write(chunk)
      else held.push(chunk)
      done()
    },
  })
  tcp.on('data', (chunk) => below.push(chunk)).on('close', () => below.destroy())
  const socket = startTls(below)
  await once(socket, 'secureConnect')
  held = []
  for (let index = 0; index < 400; index += 1) {
    await new Promise((resolve) => socket.write(request, resolve))
  }
  tcp.write(Buffer.concat(held))
  await released(1)
  expect(looks()).toBeLessThanOrEqual(1)
})

it('a peer may ask again once it is answered', async () => {
  const { port, looks } = await startListener({ request: 10_000, look: 1_000, idle: 10_000 })
  const socket = startTls(connectTcp(port))
  for (let round = 1; round <= 3; round += 1) {
    socket.write(request)
    const [bytes] = (await once(socket, 'data')) as [Buffer]
    expect(bytes.toString()).toContain('200 OK')
    expect(looks()).toBe(round)
  }
})

it('a peer too many is dropped before its handshake, and isn’t counted', async () => {
  const { port, released, refuse } = await startListener()
  const first = startTls(connectTcp(port))
  await once(first, 'secureConnect')
  refuse()
  const second = connectTcp(port)
  let received = 0
  second.on('data', (bytes) => (received += bytes.length))
  startTls(second)
  await once(second, 'close')
  expect(received).toBe(0)
  await released(1)
})

it('closes without waiting for handshakes', async () => {
  const { port, listener, released } = await startListener({ request: 60_000, look: 10, idle: 60_000 })
  const socket = connectTcp(port)
  await once(socket, 'connect')
  const talking = startTls(connectTcp(port))
  await once(talking, 'secureConnect')
  await listener.close()
  await released(2)
})

it('speaks TLS 1.2 and newer', async () => {
  const { port } = await startListener()
  const connectAs = (version: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'): TLSSocket => {
    const ciphers = 'DEFAULT@SECLEVEL=0'
    const only = { minVersion: version, maxVersion: version, ciphers, ca: cert } as const
    return connectTls({ port, host: '127.0.0.1', ...only })
  }
  const old = connectAs('TLSv1.1')
  const [error] = (await once(old, 'error').catch((reason: unknown) => [reason])) as [NodeJS.ErrnoException]
  expect(error.code).toBe('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION')
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const socket = connectAs(version)
    await once(socket, 'secureConnect')
    expect(socket.getProtocol()).toBe(version)
    socket.destroy()
  }
})
