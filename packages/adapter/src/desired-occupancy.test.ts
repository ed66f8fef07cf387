import { expect, it } from 'vitest'
import { createDesiredOccupancy } from './desired-occupancy.ts'
import type { OccupancyWatch } from './occupancy.ts'

const nothing: OccupancyWatch = { channels: [], all: false }
const rooms: OccupancyWatch = { channels: ['a', 'b'], all: false }
const everything: OccupancyWatch = { channels: [], all: true }

it('asks for the latest watch at once or on the next connection, and for nothing if nothing is watched', () => {
  const asked: OccupancyWatch[] = []
  let isConnected = false
  const { watch, connected } = createDesiredOccupancy({
    isConnected: () => isConnected,
    request: (wanted) => asked.push(wanted),
  })
  connected()
  watch(rooms)
  watch(everything)
  expect(asked).toEqual([])
  isConnected = true
  connected()
  watch(rooms)
  connected()
  watch(nothing)
  connected()
  expect(asked).toEqual([everything, rooms, rooms, nothing])
})
