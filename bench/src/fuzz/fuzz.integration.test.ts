import { expect, it } from 'vitest'
import { runFuzz } from './run-fuzz.ts'

const frames = Number(process.env['FUZZ_FRAMES'] ?? 8_000)

it('a server under hostile frames lives, and honest clients notice nothing', { timeout: 60_000 }, async () => {
  const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 1_000_000))
  const report = await runFuzz({ seed, frames, attackers: 4 })
  expect({ seed, problems: report.problems }).toEqual({ seed, problems: [] })
  expect(report.frames).toBeGreaterThanOrEqual(frames)
  expect(report.witnessed).toBeGreaterThan(0)
})
