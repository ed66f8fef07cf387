import { seededRandom } from '@herenow/testing'
import { startServer } from '../chaos/server-control.ts'
import { attack } from './attacker.ts'
import { startWitness } from './witness.ts'

export interface FuzzOptions {
  readonly seed: number
  /** Hostile frames, at least. */
  readonly frames: number
  readonly attackers: number
}

export interface FuzzReport {
  readonly frames: number
  readonly connections: number
  readonly witnessed: number
  /** What must not happen, and did. */
  readonly problems: readonly string[]
}

/** Lets hostile clients loose on a server of its own, beside two honest ones. */
export async function runFuzz({ seed, frames, attackers }: FuzzOptions): Promise<FuzzReport> {
  const problems: string[] = []
  const server = await startServer(null, (mishap) => problems.push(mishap))
  const witness = await startWitness(server.port)
  const share = Math.ceil(frames / attackers)
  const attacks = await Promise.all(
    Array.from({ length: attackers }, (_, index) => attack(server.port, seededRandom(seed + index), share)),
  )
  const witnessed = await witness.end()
  await server.end()
  return {
    frames: attacks.reduce((sum, { frames: sent }) => sum + sent, 0),
    connections: attacks.reduce((sum, { connections }) => sum + connections, 0),
    witnessed: witnessed.messages,
    problems: [...problems, ...witnessed.problems],
  }
}
