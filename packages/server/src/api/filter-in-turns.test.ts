import { expect, it } from 'vitest'
import { filterInTurns } from './filter-in-turns.ts'

it('lets others have their turn while it looks at many', async () => {
  let time = 0
  const goes: number[] = []
  let looked = 0
  const turns = {
    now: () => time,
    later: (work: () => void): void => {
      goes.push(looked)
      setImmediate(work)
    },
  }
  const isEven = (item: number): boolean => {
    looked += 1
    time += 1
    return item % 2 === 0
  }
  expect(await filterInTurns(turns, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], isEven)).toEqual([0, 2, 4, 6, 8, 10])
  expect(goes).toEqual([8])
})
