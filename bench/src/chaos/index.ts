import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { printRun } from './report.ts'
import { runChaos } from './run-chaos.ts'
import { writeFigures } from './write-figures.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

if (values.help) {
  console.log(`pnpm chaos [--minutes 5] [--seed 1] [--write]
Real clients and a real server with networks and processes that fail; exit code 1 when a promise is broken.
--write puts the figures into docs/reliability.md.`)
  process.exit(0)
}

const seed = Number(values.seed)
const minutes = Number(values.minutes)
if (!Number.isSafeInteger(seed) || !(minutes > 0))
  throw new RangeError('--seed is a whole number, --minutes more than 0')

/** Milliseconds. */
const roundLength = 30_000
const rounds = Math.max(1, Math.round((minutes * 60_000) / roundLength))
const folder = await mkdtemp(join(tmpdir(), 'herenow-chaos-'))
try {
  const result = await runChaos({
    seed,
    rounds,
    roundLength,
    faultsOfEachKind: 46,
    clients: 14,
    publishers: 8,
    pause: 300,
    file: join(folder, 'chaos.db'),
    serverActions: ['kill', 'stop', 'pause'],
    betweenServerActions: 9_000,
    progress: (text) => console.log(text),
  })
  printRun(result, seed)
  if (values.write) await writeFigures(result, seed)
  process.exitCode = result.violations.length > 0 ? 1 : 0
} finally {
  await rm(folder, { recursive: true, force: true })
}
