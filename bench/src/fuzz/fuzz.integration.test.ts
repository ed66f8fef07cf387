import { expect, it } from 'vitest'
import { runFuzz } from './run-fuzz.ts'

it('a server under 20,000 hostile frames lives, and honest clients notice nothing', { timeout: 60_000 }, async () => {
  const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 1_000_000))
  const report = await runFuzz({ seed, frames: 20_000, attackers: 4 })
  expect({ seed, problems: report.problems }).toEqual({ seed, problems: [] })
  expect(report.frames).toBeGreaterThanOrEqual(20_000)
  expect(report.witnessed).toBeGreaterThan(0)
})
