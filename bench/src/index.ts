import { parseArgs } from 'node:util'
import { runAttacks } from './attacks/index.ts'
import { runClient } from './client/index.ts'
import { runConnections } from './connections/index.ts'
import { runFanOut } from './fan-out/index.ts'
import { printStorms } from './storm/index.ts'
import { runStoppedReader } from './stopped-reader/index.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    sockets: { type: 'string', default: '1000' },
    attack: { type: 'string' },
  },
})
const rounds = Number(values.rounds)
const wanted = (name: string): boolean => positionals.length === 0 || positionals.includes(name)

if (wanted('fan-out')) {
  await runFanOut({ rounds, milliseconds: Number(values.seconds) * 1_000, sockets: Number(values.sockets) })
}
if (wanted('client')) await runClient(rounds)
if (wanted('connections')) await runConnections(rounds, Number(values.sockets))
if (wanted('stopped-reader')) await runStoppedReader(Number(values.sockets), Number(values.seconds) * 20_000)
if (wanted('attacks')) await runAttacks(values.attack ?? null)
if (wanted('storm')) await printStorms(Number(values.sockets))
