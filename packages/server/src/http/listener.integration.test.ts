import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { Failures } from '../env/failures.ts'
import type { Health } from './answer-request.ts'
import { answerRequest } from './answer-request.ts'
import { Listener } from './listener.ts'
import { Mount } from './mount.ts'

const silent = (): void => {}

async function startListener(asked: () => void = silent): Promise<number> {
  const failures = new Failures({ debug: silent, info: silent, warn: silent, error: silent })
  const mount = new Mount('/')
  const health = (): Health => {
    asked()
    return { connections: 0, channels: 0, uptime: 0 }
  }
  const listener = new Listener(
    failures,
    {
      answer: (request, response) =>
        answerRequest(request, response, mount, { health, readiness: () => 'ready', apis: [], refusalOf: () => null }),
      upgrade() {},
      refuse() {},
      admit: () => true,
      release() {},
    },
    { timeouts: { request: 50, look: 10, idle: 50 } },
  )
  const { port } = await listener.listen(0, '127.0.0.1')
  onTestFinished(() => listener.close())
  return port
}

/** A TCP client that goes on when the server has ended. Resolves when the server has let go of it wholly. */
async function letGo(port: number, bytes: string): Promise<void> {
  const socket: Socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  onTestFinished(() => {
    socket.destroy()
  })
  const errors: NodeJS.ErrnoException[] = []
  socket.on('error', (error) => errors.push(error))
  await once(socket, 'connect')
  socket.write(bytes)
  socket.resume()
  await once(socket, 'end')
  // A socket that is only half closed on the other side takes this for ever; one that is gone refuses it.
  while (errors.length === 0 && !socket.destroyed) {
    socket.write('x')
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(errors[0]?.code).toBeOneOf(['ECONNRESET', 'EPIPE'])
}

it.each([
  ['says nothing', ''],
  ['says something that is no HTTP', 'NONSENSE\r\n\r\n'],
  ['stops in the middle of its headers', 'GET / HTTP/1.1\r\nHost: x\r\n'],
  ['stops in the middle of its body', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n1'],
  ['says nothing after its answer', 'GET /health HTTP/1.1\r\nHost: x\r\n\r\n'],
])('a peer that %s, and ignores its end, is let go', async (_, bytes) => {
  await letGo(await startListener(), bytes)
})

it.each([
  ['asks', 'GET /health HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['asks without a host', 'GET /health HTTP/1.1\r\n\r\n'],
  ['expects something', 'GET /health HTTP/1.1\r\nHost: x\r\nExpect: a-lot\r\n\r\n'],
])('a peer that %s again before it is answered is dropped, not served', async (_, request) => {
  const socket = connect({ port: await startListener(), host: '127.0.0.1' })
  let received = ''
  socket.on('data', (bytes) => {
    received += bytes.toString()
  })
  socket.on('error', () => {})
  socket.write(request.repeat(500))
  await once(socket, 'close')
  expect(received.split('HTTP/1.1').length - 1).toBeLessThanOrEqual(1)
})

it('a peer whose requests come many at once is dropped before the first is looked at', async () => {
  let looks = 0
  const port = await startListener(() => {
    looks += 1
  })
  const socket = connect({ port, host: '127.0.0.1' })
  socket.on('error', () => {})
  socket.write('GET /health HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(100))
  socket.resume()
  await once(socket, 'close')
  expect(looks).toBe(0)
})

it('a peer may ask again once it is answered', async () => {
  const socket = connect({ port: await startListener(), host: '127.0.0.1' })
  for (let round = 0; round < 3; round += 1) {
    socket.write('GET /health HTTP/1.1\r\nHost: x\r\n\r\n')
    const [bytes] = (await once(socket, 'data')) as [Uint8Array]
    expect(Buffer.from(bytes).toString()).toContain('200 OK')
  }
  socket.destroy()
})
