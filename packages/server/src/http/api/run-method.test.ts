import { expect, it } from 'vitest'
import { Turns } from '../../socket/turns.ts'
import { ManualLoop } from '../../testing/support/manual-loop.ts'
import { runMany } from './run-method.ts'

it('gives others their turn after some milliseconds of commands, few as they may be', async () => {
  const loop = new ManualLoop()
  const ran: number[] = []
  const running = runMany(new Turns(loop), [1, 2, 3, 4, 5], (command) => {
    ran.push(command)
    loop.time += 5
    return Promise.resolve({})
  })
  await new Promise((resolve) => setImmediate(resolve))
  expect(ran).toEqual([1, 2])
  loop.endTurn()
  await new Promise((resolve) => setImmediate(resolve))
  expect(ran).toEqual([1, 2, 3, 4])
  loop.endTurn()
  expect(await running).toHaveLength(5)
})
