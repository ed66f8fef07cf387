import { expect, it } from 'vitest'
import { ManualLoop } from '../testing/support/manual-loop.ts'
import { Turns } from './turns.ts'

it('lets so much work into one turn as it has time for, and puts the rest off in order', () => {
  const loop = new ManualLoop()
  const turns = new Turns(loop)
  const done: number[] = []
  for (let work = 1; work <= 5; work += 1) {
    turns.later(() => {
      loop.time += 4
      done.push(work)
    })
  }
  expect(done).toEqual([])
  loop.endTurn()
  expect(done).toEqual([1, 2])
  loop.endTurn()
  expect(done).toEqual([1, 2, 3, 4])
  loop.endTurn()
  expect(done).toEqual([1, 2, 3, 4, 5])
  expect(loop.endTurn()).toBe(0)
})

it('gives what arrives a time of its own in each turn', () => {
  const loop = new ManualLoop()
  const turns = new Turns(loop)
  expect(turns.hasTime()).toBe(true)
  loop.time += 7
  expect(turns.hasTime()).toBe(true)
  loop.time += 1
  expect(turns.hasTime()).toBe(false)
  loop.endTurn()
  expect(turns.hasTime()).toBe(true)
})

it('goes on with the others when one piece of work throws', () => {
  const loop = new ManualLoop()
  const turns = new Turns(loop)
  const done: string[] = []
  turns.later(() => {
    throw new Error('no')
  })
  turns.later(() => done.push('second'))
  expect(() => loop.endTurn()).toThrow('no')
  loop.endTurn()
  expect(done).toEqual(['second'])
})

it('does short work before all that was put off earlier, and gives each a share of the turn', () => {
  const loop = new ManualLoop()
  const turns = new Turns(loop)
  const done: string[] = []
  const takes = (name: string, milliseconds: number) => (): void => {
    loop.time += milliseconds
    done.push(name)
  }
  for (const name of ['long 1', 'long 2', 'long 3']) turns.later(takes(name, 4))
  for (const name of ['short 1', 'short 2', 'short 3']) turns.soon(takes(name, 4))
  loop.endTurn()
  expect(done).toEqual(['short 1', 'short 2', 'long 1', 'long 2'])
  loop.endTurn()
  expect(done).toEqual(['short 1', 'short 2', 'long 1', 'long 2', 'short 3', 'long 3'])
  expect(loop.endTurn()).toBe(0)
})
