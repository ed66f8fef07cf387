import type { TestClock } from '@herenow/testing'
import { createTestClock } from '@herenow/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import type { ReadingProgress } from './reading-progress.ts'
import { createReadingProgress } from './reading-progress.ts'
import type { StuckReadings } from './stuck-readings.ts'
import { createStuckReadings } from './stuck-readings.ts'

let clock: TestClock
let stuck: StuckReadings
let progress: ReadingProgress
let told: string[]

beforeEach(() => {
  clock = createTestClock()
  stuck = createStuckReadings()
  told = []
  progress = createReadingProgress({
    clock,
    stuck,
    key: 'room',
    onAnswered: () => told.push('answered'),
    onThrough: () => told.push('through'),
    onTimeout: () => told.push('timeout'),
  })
  progress.began()
})

const loseTwice = (): void => {
  for (let times = 0; times < 2; times += 1) {
    progress.began()
    progress.lost(7)
    progress.stop()
  }
}

describe('a reading', () => {
  it('is too late after ten seconds without an entry, however many came before', async () => {
    await clock.advance(9_000)
    progress.moved()
    await clock.advance(9_000)
    expect(told).toEqual([])
    await clock.advance(1_000)
    expect(told).toEqual(['timeout'])
  })

  it('is answered when the channel is attached, and through when it has lasted for five seconds', async () => {
    progress.opened()
    expect(told).toEqual(['answered'])
    await clock.advance(5_000)
    expect(told).toEqual(['answered', 'through'])
  })

  it('that was lost soon after the attach, twice at one place, is suspected', () => {
    for (let times = 0; times < 2; times += 1) {
      progress.began()
      progress.opened()
      progress.lost(7)
      progress.stop()
    }
    expect(progress.isSuspected).toBe(true)
  })

  it('that has come through does not count when the connection is lost', async () => {
    for (let times = 0; times < 2; times += 1) {
      progress.began()
      progress.opened()
      await clock.advance(5_000)
      progress.lost(7)
      progress.stop()
    }
    expect(progress.isSuspected).toBe(false)
  })
})

describe('a suspected reading', () => {
  beforeEach(() => {
    loseTwice()
    progress.began()
    progress.opened()
  })

  it('has others wait until it has come through', () => {
    expect(told).toEqual([])
    progress.through()
    expect(told).toEqual(['answered', 'through'])
    expect(progress.isSuspected).toBe(false)
  })

  it('is too late also behind the attach', async () => {
    await clock.advance(10_000)
    expect(told).toEqual(['timeout'])
  })
})
