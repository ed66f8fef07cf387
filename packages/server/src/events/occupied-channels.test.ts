import { expect, it } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import { mostVacant, OccupiedChannels } from './occupied-channels.ts'

/** Channels of which a test decides who is there. */
function scene(people = new Set<string>()) {
  const clock = new ManualClock()
  const told: string[] = []
  let givenUp = 0
  const channels = new OccupiedChannels({
    clock,
    isOccupied: (channel) => people.has(channel),
    occupied: () => people,
    emptyAfter: () => 1_000,
    tell: (channel, state) => void told.push(`${channel} ${state}`),
    gaveUp: () => (givenUp += 1),
  })
  return { channels, people, clock, told, givenUp: () => givenUp }
}

it('keeps nothing and starts nothing while nobody wants to know', () => {
  const { channels, people, told, clock } = scene()
  people.add('a')
  channels.came('a')
  people.delete('a')
  channels.went('a')
  expect(told).toEqual([])
  expect(clock.pending).toBe(0)
})

it('takes who is there when somebody wants to know for granted, and tells from then on', () => {
  const { channels, people, told, clock } = scene(new Set(['old']))
  channels.watch(true)
  channels.came('old')
  expect(told).toEqual([])
  people.delete('old')
  channels.went('old')
  channels.went('old')
  clock.advance(1_000)
  people.add('old')
  channels.came('old')
  channels.came('old')
  channels.went('old')
  expect(told).toEqual(['old vacant', 'old empty', 'old occupied'])
  people.clear()
  channels.went('old')
  expect(clock.pending).toBe(1)
  channels.watch(false)
  expect(clock.pending).toBe(0)
})

it('waits for so many channels, and gives up the one that has waited longest', () => {
  const clock = { now: () => 0, date: () => 0, setTimeout: () => null, clearTimeout() {} }
  const people = new Set<string>()
  let givenUp = 0
  const channels = new OccupiedChannels({
    clock,
    isOccupied: () => false,
    occupied: () => people,
    emptyAfter: () => 1_000,
    tell() {},
    gaveUp: () => (givenUp += 1),
  })
  channels.watch(true)
  for (let count = 0; count < mostVacant + 5; count += 1) {
    channels.came(`room:${count}`)
    channels.went(`room:${count}`)
  }
  expect(givenUp).toBe(5)
})
