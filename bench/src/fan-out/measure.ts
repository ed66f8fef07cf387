import { setTimeout as wait } from 'node:timers/promises'
import type { Child } from './child.ts'
import { startChild } from './child.ts'
import type { Received } from './client-process.ts'
import type { MemoryWatch, Offer, Offered } from './server-process.ts'
import type { Variant } from './variant.ts'

/** One variant's server and its clients, connected. */
export interface Rig {
  readonly variant: Variant
  readonly port: number
  run(offer: Offer): Promise<Figures>
  /** Follows the server's memory; what it returns ends that and tells by how many bytes it grew at most. */
  watchMemory(): Promise<() => Promise<number>>
  stop(): Promise<void>
}

export interface Figures {
  readonly published: number
  readonly deliveriesPerSecond: number
  /** Server CPU in microseconds. */
  readonly cpuPerDelivery: number
  readonly batch: number
  /** Milliseconds from publish to arrival. */
  readonly p50: number
  readonly p99: number
}

export async function createRig(variant: Variant, sockets: number, batch: number): Promise<Rig> {
  const server = await startChild('./server-process.ts', [variant, String(batch)])
  const { port } = server.hello as { port: number }
  const clients = await startChild('./client-process.ts', [variant, String(port), String(sockets)])
  await wait(500)
  return {
    variant,
    port,
    watchMemory: async () => {
      const watch: MemoryWatch = { memory: 'watch' }
      await server.ask(watch)
      return async () => (await server.ask({ memory: 'tell' } satisfies MemoryWatch)) as number
    },
    run: (offer) => run(server, clients, offer),
    stop: async () => {
      await clients.stop()
      await server.stop()
    },
  }
}

async function run(server: Child, clients: Child, offer: Offer): Promise<Figures> {
  await clients.ask({})
  const start = performance.now()
  const { cpu, published } = (await server.ask(offer)) as Offered
  // What is still on its way counts too: wait until nothing arrives any more.
  let received = (await clients.ask({})) as Received
  const parts = [received]
  for (let idle = 0; idle < 2; idle += received.deliveries === 0 ? 1 : 0) {
    await wait(50)
    received = (await clients.ask({})) as Received
    parts.push(received)
  }
  const seconds = Math.max(offer.milliseconds, performance.now() - start - 150) / 1_000
  const deliveries = sum(parts.map((part) => part.deliveries))
  const delays = parts.flatMap((part) => [...part.delays]).sort((a, b) => a - b)
  return {
    published,
    deliveriesPerSecond: deliveries / seconds,
    cpuPerDelivery: cpu / deliveries,
    batch: sum(parts.map((part) => part.sampledDeliveries)) / Math.max(1, sum(parts.map((part) => part.chunks))),
    p50: (delays[Math.floor(delays.length * 0.5)] ?? Number.NaN) / 1_000,
    p99: (delays[Math.floor(delays.length * 0.99)] ?? Number.NaN) / 1_000,
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
