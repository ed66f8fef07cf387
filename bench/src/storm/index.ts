import { printTable } from '../report/table.ts'
import { runStorm } from './run-storm.ts'

/** Prints how long a thousand clients take to come back. */
export async function printStorms(clients: number): Promise<void> {
  const rows: string[][] = []
  for (const how of ['stop', 'kill'] as const) {
    const { whole, settledAfter } = await runStorm(clients, how)
    rows.push([how, `${whole} of ${clients}`, (settledAfter / 1_000).toFixed(2)])
  }
  printTable('A server ends and returns', ['', 'clients back, whole', 'settled after s'], rows)
}
