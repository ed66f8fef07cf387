import { beforeEach, expect, it } from 'vitest'
import type { LeftOutEntries } from './left-out-entries.ts'
import { createLeftOutEntries } from './left-out-entries.ts'

let leftOut: LeftOutEntries
beforeEach(() => (leftOut = createLeftOutEntries()))

const start = () => leftOut.opening(() => 'mark')?.start

it('leaves nothing out before it is told to', () => {
  expect(start()).toBeUndefined()
})

it('goes on behind the entry that came next to the last one', () => {
  expect(leftOut.leaveOut(7)).toBe(true)
  expect(start()).toBe(9)
})

it('goes on at the end where nothing came', () => {
  leftOut.leaveOut(null)
  expect(start()).toBe('next')
})

it('goes on at the end when three were left out in a row', () => {
  for (const lastSeen of [7, 9, 11]) {
    leftOut.leaveOut(lastSeen)
    expect(start()).toBe(lastSeen + 2)
    leftOut.opened()
    expect(start()).toBeUndefined()
  }
  leftOut.leaveOut(13)
  expect(start()).toBe('next')
})

it('has nothing left to try where the end can not be read', () => {
  leftOut.leaveOut(null)
  expect(leftOut.leaveOut(12)).toBe(false)
})

it('begins anew when the channel has come through', () => {
  leftOut.leaveOut(null)
  leftOut.opened()
  leftOut.through()
  expect(leftOut.leaveOut(20)).toBe(true)
  expect(start()).toBe(22)
})
