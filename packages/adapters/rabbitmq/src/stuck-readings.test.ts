import { beforeEach, describe, expect, it } from 'vitest'
import type { StuckReadings } from './stuck-readings.ts'
import { createStuckReadings } from './stuck-readings.ts'

let stuck: StuckReadings
beforeEach(() => (stuck = createStuckReadings()))

function lose(...places: readonly (number | null)[]): void {
  for (const place of places) stuck.lost('room', place)
}

describe('a reading', () => {
  it.each([[[7]], [[7, 8]], [[null, 0]], [[7, 8, 7]]])('that comes further is not stuck: lost at %j', (places) => {
    lose(...places)
    expect(stuck.has('room')).toBe(false)
  })

  it.each([[[7, 7]], [[null, null]], [[3, 7, 7]]])('that is lost twice at one place is stuck: %j', (places) => {
    lose(...places)
    expect([stuck.has('room'), stuck.has('other')]).toEqual([true, false])
  })

  it('stays stuck further on, until it has come through', () => {
    lose(7, 7, 9)
    expect(stuck.has('room')).toBe(true)
    stuck.freed('room')
    expect(stuck.has('room')).toBe(false)
    lose(9)
    expect(stuck.has('room')).toBe(false)
  })
})

it('forgets the oldest readings one day', () => {
  lose(7, 7)
  for (let number = 0; number < 10_000; number += 1) stuck.lost(`room ${number}`, 1)
  expect(stuck.has('room')).toBe(false)
})
