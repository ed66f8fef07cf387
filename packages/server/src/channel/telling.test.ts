import { expect, it } from 'vitest'
import { Flusher, urgency } from '../socket/flusher.ts'
import { Turns } from '../socket/turns.ts'
import { ManualLoop } from '../testing/support/manual-loop.ts'
import type { Tell } from './telling.ts'
import { Telling } from './telling.ts'

function bench() {
  const loop = new ManualLoop()
  const turns = new Turns(loop)
  const flusher = new Flusher(loop, turns)
  const telling = new Telling(turns, flusher)
  const told: string[] = []
  const tell: Tell<string> = {
    bytesOf: () => 1,
    tell(item) {
      loop.time += 1
      told.push(item)
    },
  }
  return { loop, flusher, telling, told, tell }
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
  const first = telling.each('a', ['1', '2', '3'], {
    ...tell,
    tell(item) {
      tell.tell(item)
      if (item === '3') throw new Error('sabotage')
    },
  })
  const second = telling.each('a', ['4'], tell)
  const failed = expect(first).rejects.toThrow('sabotage')
  for (let turn = 0; turn < 4; turn += 1) loop.endTurn()
  await failed
  await second
  expect(told).toEqual(['1', '2', '3', '4'])
})

/** What is told is pending for sockets whose output takes a turn's share each. */
function muchTold() {
  const { loop, flusher, telling, told } = bench()
  const socket = {
    size: 1_000_000,
    flush: () => {
      loop.time += 4
    },
    failed() {},
  }
  const much: Tell<string> = {
    bytesOf: () => 2_000_000,
    tell(item) {
      told.push(item)
      for (let receiver = 0; receiver < 2; receiver += 1) flusher.add(socket, urgency.now)
    },
  }
  return { loop, telling, told, much }
}

it('tells what is many bytes only once the one before has been written, in whatever channels they are', async () => {
  const { loop, telling, told, much } = muchTold()
  expect(telling.each('a', ['a1'], much)).toBeNull()
  const later = ['b', 'c'].map((channel) => telling.each(channel, [`${channel}1`], much))
  expect(told).toEqual(['a1'])
  // Half of it has been written when the turn ends.
  loop.endTurn()
  expect(told).toEqual(['a1'])
  loop.endTurn()
  expect(told).toEqual(['a1', 'b1'])
  for (let turn = 0; turn < 4; turn += 1) loop.endTurn()
  for (const one of later) await one
  expect(told).toEqual(['a1', 'b1', 'c1'])
})

it('tells little without waiting for what is many bytes elsewhere', () => {
  const { telling, told, much } = muchTold()
  void telling.each('a', ['a1', 'a2'], much)
  expect(telling.each('b', ['b1'], { ...much, bytesOf: () => 1 })).toBeNull()
  expect(told).toEqual(['a1', 'b1'])
})

it('goes on when nobody was there to be told', async () => {
  const { loop, telling } = bench()
  const nobody: Tell<string> = { bytesOf: () => 2_000_000, tell() {} }
  const told = telling.each('a', ['1', '2', '3'], nobody)
  for (let turn = 0; turn < 6; turn += 1) loop.endTurn()
  expect(await told).toBeUndefined()
})
