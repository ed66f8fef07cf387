import { faultKinds } from '@herenow/testing'
import { expect, it } from 'vitest'
import { planRound } from './plan.ts'

const options = {
  seed: 3,
  milliseconds: 30_000,
  clients: 12,
  faultsOfEachKind: 25,
  serverActions: ['kill', 'stop', 'pause'],
  betweenServerActions: 5_000,
} as const

it('plans the same from the same seed, and something else from another', () => {
  expect(planRound(options)).toEqual(planRound(options))
  expect(planRound({ ...options, seed: 4 })).not.toEqual(planRound(options))
})

it('plans as many faults of each kind as it is told, and a reset with each that needs a new connection', () => {
  const steps = planRound(options)
  for (const kind of faultKinds) {
    const planned = steps.filter((step) => step.kind === 'fault' && step.fault.kind === kind)
    expect(planned).toHaveLength(kind === 'reset' ? 75 : 25)
  }
})

it('plans in the order of time, within the round, for clients that there are', () => {
  const steps = planRound(options)
  const times = steps.map(({ at }) => at)
  expect(times).toEqual([...times].sort((a, b) => a - b))
  expect(Math.max(...times)).toBeLessThan(30_000)
  for (const step of steps) if ('client' in step) expect(step.client).toBeLessThan(12)
})

it('brings everybody back whom it took away', () => {
  const steps = planRound(options).filter((step) => step.kind === 'platform')
  const count = (event: string): number => steps.filter((step) => step.event === event).length
  expect(count('offline')).toBe(count('online'))
  expect(count('hidden')).toBe(count('visible'))
  expect(steps).toHaveLength(50)
})

it('leaves the server alone when it is told so', () => {
  expect(planRound(options).some(({ kind }) => kind === 'server')).toBe(true)
  expect(planRound({ ...options, serverActions: [] }).some(({ kind }) => kind === 'server')).toBe(false)
})
