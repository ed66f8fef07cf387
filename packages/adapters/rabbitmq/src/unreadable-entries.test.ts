import { beforeEach, expect, it } from 'vitest'
import type { UnreadableEntries } from './unreadable-entries.ts'
import { createUnreadableEntries } from './unreadable-entries.ts'

let entries: UnreadableEntries
beforeEach(() => (entries = createUnreadableEntries()))

it('leads behind entries that follow each other, in their channel only', () => {
  for (const number of [4, 5, 7]) entries.add('room', number)
  expect([3, 4, 6, 7].map((number) => entries.readableFrom('room', number))).toEqual([3, 6, 6, 8])
  expect(entries.readableFrom('other', 4)).toBe(4)
})

it('says whether one stands between two numbers', () => {
  entries.add('room', 4)
  expect(entries.isBetween('room', 4, 4)).toBe(true)
  expect(entries.isBetween('room', 0, Infinity)).toBe(true)
  expect(entries.isBetween('room', 5, 9)).toBe(false)
  expect(entries.isBetween('other', 0, 9)).toBe(false)
})

it('counts each once, and calls five many', () => {
  for (const number of [1, 2, 3, 4, 4]) entries.add('room', number)
  expect(entries.areMany('room')).toBe(false)
  entries.add('room', 9)
  expect(entries.areMany('room')).toBe(true)
  entries.forget('room')
  expect(entries.areMany('room')).toBe(false)
})
