import { expect, it } from 'vitest'
import { UnstoredIds } from './unstored-ids.ts'

const receipt = { clientId: 'ana', timestamp: 1_000, takenAt: 1_000 }

it('forgets the oldest id when there are too many, so that memory is bounded', () => {
  const ids = new UnstoredIds(3)
  for (const id of ['a', 'b', 'c', 'd']) ids.add('room:a', id, receipt)
  expect(['a', 'b', 'c', 'd'].map((id) => ids.find('room:a', id, 1_000) !== undefined)).toEqual([
    false,
    true,
    true,
    true,
  ])
})

it('knows an id in its own channel only', () => {
  const ids = new UnstoredIds(3)
  ids.add('room:a', 'b', receipt)
  expect(ids.find('room', 'b', 1_000)).toBeUndefined()
  expect(ids.find('room:a', 'b', 1_000)).toEqual(receipt)
})

it('takes back what was added since the beginning of something that failed', () => {
  const ids = new UnstoredIds(3)
  ids.begin()
  ids.add('room:a', 'kept', receipt)
  ids.begin()
  ids.add('room:a', 'taken-back', receipt)
  ids.rollBack()
  expect(ids.find('room:a', 'kept', 1_000)).toEqual(receipt)
  expect(ids.find('room:a', 'taken-back', 1_000)).toBeUndefined()
})
