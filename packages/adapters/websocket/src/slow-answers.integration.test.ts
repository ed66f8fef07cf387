import type { Env } from '@herenow/adapter'
import { createClient } from '@herenow/core'
import { createServer } from '@herenow/server'
import { createRealEnv, silentLogger } from '@herenow/testing'
import { expect, it, onTestFinished } from 'vitest'
import { websocket } from './index.ts'

/** The world as it is, which also counts the sockets and what is written to them. */
function countingEnv(): Env & { readonly frames: string[]; readonly counts: { sockets: number } } {
  const env = createRealEnv()
  const frames: string[] = []
  const counts = { sockets: 0 }
  return {
    ...env,
    frames,
    counts,
    createSocket(url, protocols, listener) {
      counts.sockets += 1
      const socket = env.createSocket(url, protocols, listener)
      return {
        send(data) {
          frames.push(data)
          socket.send(data)
        },
        close: (code, reason) => socket.close(code, reason),
      }
    },
  }
}

it('confirms a burst far above the rate of a server: once, in order, each written once, on one socket', async () => {
  const server = createServer({
    port: 0,
    log: silentLogger,
    limits: { publishesPerSecond: 1_500, publishBurst: 100 },
  })
  const { port } = await server.listen()
  const env = countingEnv()
  const client = createClient({
    adapter: websocket(`ws://127.0.0.1:${port}`),
    clientId: 'ana',
    env,
    log: silentLogger,
  })
  onTestFinished(async () => {
    await client.close()
    await server.close()
  })
  const channel = client.channel('room')
  await channel.attach()
  const heard: unknown[] = []
  channel.subscribe(({ data }) => heard.push(data))
  const numbers = Array.from({ length: 2_500 }, (_, index) => index)
  const receipts = await Promise.all(numbers.map((number) => channel.publish('said', number, { id: `m${number}` })))
  expect(receipts.filter(({ duplicate }) => duplicate !== false)).toEqual([])
  expect(receipts.map(({ position }) => position?.offset)).toEqual(numbers.map((number) => number + 1))
  const written = [...env.frames.join().matchAll(/"id":"m(\d+)"/g)].map(([, number]) => Number(number))
  expect(written).toEqual(numbers)
  expect(env.counts.sockets).toBe(1)
  await expect.poll(() => heard.length).toBe(numbers.length)
  expect(heard).toEqual(numbers)
})
