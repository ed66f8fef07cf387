import { setTimeout as wait } from 'node:timers/promises'
import { startChild } from '../fan-out/child.ts'
import { titles } from '../fan-out/variant.ts'
import { median } from '../report/median.ts'
import { printTable } from '../report/table.ts'
import type { ConnectionVariant, Memory } from './server-process.ts'

const variants: readonly ConnectionVariant[] = ['framed-once', 'socket-io', 'herenow', 'herenow-guarded']

/** What one client more costs a server, in bytes. */
interface Cost {
  readonly heap: number
  readonly resident: number
}

/** Weighs servers without clients and with so many that are connected, subscribed and idle. */
export async function runConnections(rounds: number, clients: number): Promise<void> {
  const costs = new Map<ConnectionVariant, Cost[]>(variants.map((variant) => [variant, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const variant of variants) costs.get(variant)?.push(await weigh(variant, clients))
  }
  const of = (variant: ConnectionVariant, name: keyof Cost): number =>
    median((costs.get(variant) ?? []).map((cost) => cost[name]))
  const ours = of('herenow', 'heap')
  const rows = variants.map((variant) => [
    variant === 'framed-once' ? 'raw ws' : titles[variant],
    (of(variant, 'heap') / 1_000).toFixed(1),
    (ours / of(variant, 'heap')).toFixed(2),
    (of(variant, 'resident') / 1_000).toFixed(1),
  ])
  printTable(
    `Idle cost of a client: ${clients} connected and subscribed, median of ${rounds}`,
    ['', 'heap kB', 'ours ÷ heap', 'resident kB'],
    rows,
  )
}

async function weigh(variant: ConnectionVariant, clients: number): Promise<Cost> {
  const server = await startChild('../connections/server-process.ts', [variant])
  const { port } = server.hello as { readonly port: number }
  // The first client brings what all share.
  const first = await startChild('./client-process.ts', [variant, String(port), '1'])
  await wait(200)
  const before = (await server.ask({})) as Memory
  const others = await startChild('./client-process.ts', [variant, String(port), String(clients)])
  await wait(500)
  const after = (await server.ask({})) as Memory
  await others.stop()
  await first.stop()
  await server.stop()
  return { heap: (after.heap - before.heap) / clients, resident: (after.resident - before.resident) / clients }
}
