import { expect, it } from 'vitest'
import { nextPhase } from './older.ts'
import type { OlderEvent, OlderPhase } from './older.ts'

function run(...events: readonly OlderEvent[]): { readonly phase: OlderPhase; readonly loads: number } {
  let phase: OlderPhase = 'ready'
  let loads = 0
  for (const event of events) {
    const next = nextPhase(phase, event)
    loads += next === 'loading' && next !== phase ? 1 : 0
    phase = next
  }
  return { phase, loads }
}

it('loads once, however often the reader is near the start or asks', () => {
  expect(run('near-start', 'near-start', 'asked', 'near-start')).toEqual({ phase: 'loading', loads: 1 })
})

it('is ready for the next page when messages came, before the load ended or after', () => {
  expect(run('near-start', 'grew', 'loaded')).toEqual({ phase: 'ready', loads: 1 })
  expect(run('near-start', 'loaded', 'grew')).toEqual({ phase: 'ready', loads: 1 })
  expect(run('near-start', 'grew', 'near-start')).toEqual({ phase: 'grown', loads: 1 })
})

it('does not load again and again where nothing comes, until the reader has been away', () => {
  expect(run('near-start', 'loaded', 'near-start', 'near-start')).toEqual({ phase: 'spent', loads: 1 })
  expect(run('near-start', 'loaded', 'far-from-start', 'near-start')).toEqual({ phase: 'loading', loads: 2 })
})

it('does not try again by itself after a failure, but when asked', () => {
  expect(run('near-start', 'failed', 'near-start')).toEqual({ phase: 'failed', loads: 1 })
  expect(run('near-start', 'failed', 'asked')).toEqual({ phase: 'loading', loads: 2 })
})
