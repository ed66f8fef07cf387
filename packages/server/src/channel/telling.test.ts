import { expect, it } from 'vitest'
import { Turns } from '../socket/turns.ts'
import { ManualLoop } from '../testing/support/manual-loop.ts'
import { Telling } from './telling.ts'

function bench() {
  const loop = new ManualLoop()
  const telling = new Telling(new Turns(loop))
  const told: string[] = []
  const tell = (item: string): void => {
    loop.time += 1
    told.push(item)
  }
  return { loop, telling, told, tell }
}

it('tells little at once', () => {
  const { telling, told, tell } = bench()
  expect(telling.each('a', ['a1'], tell)).toBeNull()
  expect(told).toEqual(['a1'])
})

it('spreads much over several turns, and lets other channels in between', async () => {
  const { loop, telling, told, tell } = bench()
  const items = Array.from({ length: 20 }, (_, index) => `a${index}`)
  const much = telling.each('a', items, tell)
  expect(told).toEqual(['a0', 'a1'])
  expect(telling.each('b', ['b1'], tell)).toBeNull()
  expect(told.at(-1)).toBe('b1')
  loop.endTurn()
  expect(told.at(-1)).toBe('a9')
  loop.endTurn()
  loop.endTurn()
  await much
  expect(told.filter((item) => item !== 'b1')).toEqual(items)
})

it('keeps the order of a channel', async () => {
  const { loop, telling, told, tell } = bench()
  const calls = [['1', '2', '3'], ['4'], ['5']].map((items) => telling.each('a', items, tell))
  for (let turn = 0; turn < 5; turn += 1) loop.endTurn()
  for (const call of calls) await call
  expect(told).toEqual(['1', '2', '3', '4', '5'])
})

it('fails for whom telling throws, and goes on with the others', async () => {
  const { loop, telling, told, tell } = bench()
  const first = telling.each('a', ['1', '2', '3'], (item) => {
    tell(item)
    if (item === '3') throw new Error('sabotage')
  })
  const second = telling.each('a', ['4'], tell)
  const failed = expect(first).rejects.toThrow('sabotage')
  for (let turn = 0; turn < 4; turn += 1) loop.endTurn()
  await failed
  await second
  expect(told).toEqual(['1', '2', '3', '4'])
})
