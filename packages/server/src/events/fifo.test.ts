import { expect, it } from 'vitest'
import { Fifo } from './fifo.ts'

it('gives back in order what was put in, also where some of it is forgotten', () => {
  const fifo = new Fifo<{ readonly number: number }>()
  const taken: (number | undefined)[] = []
  for (let number = 0; number < 1_000; number += 1) {
    fifo.push({ number })
    if (number % 3 === 2) taken.push(fifo.take()?.number)
  }
  expect(fifo.size).toBe(667)
  fifo.keep(({ number }) => number % 2 === 0)
  expect(fifo.size).toBe(333)
  while (fifo.size > 0) taken.push(fifo.take()?.number)
  expect(fifo.take()).toBeUndefined()
  const all = Array.from({ length: 1_000 }, (_, number) => number)
  expect(taken).toEqual(all.filter((number) => number < 333 || number % 2 === 0))
})
