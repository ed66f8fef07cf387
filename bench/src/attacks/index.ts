import { setTimeout as wait } from 'node:timers/promises'
import type { Child } from '../fan-out/child.ts'
import { startChild } from '../fan-out/child.ts'
import { printTable } from '../report/table.ts'
import type { Attack } from './attack.ts'
import { attacks, titles, watchedFor } from './attack.ts'
import type { Condition } from './server-process.ts'
import { startWitness } from './witness.ts'

/** How a server bore one attack. */
interface Outcome {
  readonly lives: boolean
  /** Milliseconds: the longest round trip of somebody else. */
  readonly roundTrip: number
  /** Bytes that the process grew by at most. */
  readonly growth: number
  /** TCP sockets of the attacker that the server still holds. */
  readonly held: number
}

/** Attacks a server of its own in every way, or in one, with somebody honest beside. Stays on this machine. */
export async function runAttacks(only: string | null): Promise<void> {
  const rows: string[][] = []
  for (const attack of attacks.filter((name) => only === null || name === only))
    rows.push(rowOf(attack, await bear(attack)))
  printTable(
    'One hostile client',
    ['', 'the process', "others' longest round trip ms", 'server grew MB', 'sockets held'],
    rows,
  )
}

function rowOf(attack: Attack, { lives, roundTrip, growth, held }: Outcome): string[] {
  const figures = lives
    ? [roundTrip.toFixed(0), (growth / 1e6).toFixed(1), attack === 'silent-sockets' ? String(held) : '']
    : ['-', '-', '-']
  return [titles[attack], lives ? 'lives' : 'died', ...figures]
}

async function bear(attack: Attack): Promise<Outcome> {
  const server = await startChild('../attacks/server-process.ts', [attack.endsWith('with-auth') ? 'auth' : 'open'])
  const attacker = await startChild('../attacks/attacker-process.ts', [attack, String(server.hello)])
  const witness = await startWitness(Number(server.hello))
  await server.ask({})
  await attacker.ask({})
  await wait(watchedFor[attack])
  const condition = await conditionOf(server)
  const roundTrip = await witness.end()
  await attacker.stop()
  if (condition === null) return { lives: false, roundTrip, growth: 0, held: 0 }
  await server.stop()
  // The witness has one of them.
  return { lives: true, roundTrip, growth: condition.growth, held: condition.sockets - 1 }
}

/** `null`: the process has ended. */
async function conditionOf(server: Child): Promise<Condition | null> {
  try {
    return (await server.ask({})) as Condition
  } catch {
    return null
  }
}
