import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import { ConnectionRegistry } from './connection-registry.ts'

const random = { next: () => 0.5, bytes: (count: number) => randomBytes(count) }

function setup(): { clock: ManualClock; registry: ConnectionRegistry; expired: string[] } {
  const clock = new ManualClock()
  const expired: string[] = []
  const registry = new ConnectionRegistry(clock, random, {
    expired: ({ connectionId }) => expired.push(connectionId),
    crowded: () => {},
  })
  return { clock, registry, expired }
}

it('keeps at most twenty lost connections of one client: beyond that the oldest has gone', () => {
  const { clock, registry, expired } = setup()
  const lost = Array.from({ length: 50 }, () => registry.open('ana', undefined, () => {}).record)
  const other = registry.open('ben', undefined, () => {}).record
  for (const record of [other, ...lost]) registry.lose(record, 10_000, 'timeout')
  expect(expired).toEqual(lost.slice(0, 30).map(({ connectionId }) => connectionId))
  expect(clock.pending).toBe(21)
  const back = lost.at(-1)
  expect(registry.open('ana', back?.resumeKey, () => {}).resumed).toBe(true)
  expect(registry.open('ana', lost[0]?.resumeKey, () => {}).resumed).toBe(false)
  clock.advance(10_000)
  expect(expired).toHaveLength(50)
  expect(clock.pending).toBe(0)
})

it('leaves nothing behind of connections that come and go', () => {
  const { clock, registry } = setup()
  let { record } = registry.open('ana', undefined, () => {})
  for (let round = 0; round < 100; round += 1) {
    registry.lose(record, 10_000, 'timeout')
    record = registry.open('ana', record.resumeKey, () => {}).record
  }
  expect(clock.pending).toBe(0)
  registry.lose(record, 10_000, 'timeout')
  registry.end()
  expect(clock.pending).toBe(0)
})
