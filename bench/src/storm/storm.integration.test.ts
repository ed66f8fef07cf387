import { expect, it } from 'vitest'
import { runStorm } from './run-storm.ts'

it.each(['stop', 'kill'] as const)(
  'a thousand clients come back to a server after a %s, and miss and double nothing',
  { timeout: 120_000 },
  async (how) => {
    const { clients, whole, mishaps } = await runStorm(1_000, how)
    expect({ whole, mishaps }).toEqual({ whole: clients, mishaps: [] })
  },
)
