import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { problemsOf } from './report.ts'
import { runChaos } from './run-chaos.ts'

const seed = 2
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'herenow-chaos-'))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

// At the same time: much of it is waiting for the server's grace to end.
it.concurrent(`keeps every promise through a short run of faults of every kind (seed ${seed})`, async () => {
  const result = await runChaos({
    seed,
    rounds: 2,
    roundLength: 3_500,
    faultsOfEachKind: 6,
    clients: 8,
    publishers: 4,
    pause: 100,
    file: join(folder, 'chaos.db'),
    serverActions: ['kill', 'stop', 'pause'],
    betweenServerActions: 3_000,
  })
  expect(problemsOf(result)).toEqual([])
  const confirmed = [...result.record.published.values()].flat().filter(({ outcome }) => outcome === 'confirmed')
  // Enough went through, and enough went wrong, for the verdict to mean something.
  expect(confirmed.length).toBeGreaterThan(500)
  expect([...result.faults.values()].reduce((sum, times) => sum + times)).toBeGreaterThan(50)
}, 180_000)

it.concurrent('finds out about a server that forgets what it confirmed', async () => {
  const result = await runChaos({
    seed,
    rounds: 1,
    roundLength: 3_000,
    faultsOfEachKind: 1,
    clients: 3,
    publishers: 2,
    pause: 50,
    file: null,
    serverActions: ['kill'],
    betweenServerActions: 2_000,
  })
  expect(result.server.kill).toBeGreaterThan(0)
  const found = new Set(result.violations.map(({ what }) => what))
  expect([...found]).toEqual(expect.arrayContaining(['lost', 'epoch changed', 'marked gap']))
}, 180_000)
