import { parseArgs } from 'node:util'
import { printTable } from '../report/table.ts'
import { runFuzz } from './run-fuzz.ts'

const { values } = parseArgs({
  options: {
    frames: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    attackers: { type: 'string', default: '32' },
  },
})
const seed = Number(values.seed)
console.log(`Seed ${seed}`)
const report = await runFuzz({ seed, frames: Number(values.frames), attackers: Number(values.attackers) })
printTable(
  'Hostile clients beside honest ones',
  ['', ''],
  [
    ['hostile frames', String(report.frames)],
    ['hostile connections', String(report.connections)],
    ['messages between honest clients, once and in order', String(report.witnessed)],
    ['problems', String(report.problems.length)],
  ],
)
for (const problem of report.problems.slice(0, 20)) console.log(problem)
process.exitCode = report.problems.length === 0 ? 0 : 1
