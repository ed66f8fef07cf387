import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { Failures } from '../env/failures.ts'
import { Listener } from './listener.ts'

const silent = (): void => {}

async function startListener(): Promise<number> {
  const failures = new Failures({ debug: silent, info: silent, warn: silent, error: silent })
  const listener = new Listener(
    failures,
    { health: () => ({ connections: 0, channels: 0, uptime: 0 }), upgrade() {}, admit: () => true, release() {} },
    { request: 50, look: 10, idle: 50 },
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
