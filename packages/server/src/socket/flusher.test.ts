import { describe, expect, it } from 'vitest'
import { ManualLoop } from '../testing/support/manual-loop.ts'
import type { Flushable } from './flusher.ts'
import { Flusher, urgency } from './flusher.ts'

function outputs(count: number, flushed: number[], onFlush: () => void = () => {}): Flushable[] {
  return Array.from({ length: count }, (_, index) => ({
    flush: () => {
      flushed.push(index)
      onFlush()
    },
    failed() {},
  }))
}

describe('the flusher', () => {
  it('writes what is urgent when the turn ends, once however much there is', () => {
    const [loop, flushed]: [ManualLoop, number[]] = [new ManualLoop(), []]
    const flusher = new Flusher(loop)
    for (const output of outputs(3, flushed)) flusher.add(output, urgency.now)
    expect(flushed).toEqual([])
    expect(loop.endTurn()).toBe(1)
    expect(flushed).toEqual([0, 1, 2])
    expect(loop.endTurn()).toBe(0)
  })

  it('lets the rest wait for a window of a millisecond at first', () => {
    const [loop, flushed]: [ManualLoop, number[]] = [new ManualLoop(), []]
    const flusher = new Flusher(loop)
    for (const output of outputs(2, flushed)) flusher.add(output, urgency.soon)
    loop.endTurn()
    expect(flushed).toEqual([])
    expect(loop.windows).toHaveLength(1)
    expect(loop.passWindow()).toBe(1)
    expect(flushed).toEqual([0, 1])
  })

  it.each([
    [0.2, 1],
    [3, 3],
    [40, 5],
  ])('after a round of %d ms opens a window of %d', (took, window) => {
    const loop = new ManualLoop()
    const flusher = new Flusher(loop)
    const [output] = outputs(1, [], () => {
      loop.time += took
    })
    if (output === undefined) throw new Error('No output')
    flusher.add(output, urgency.soon)
    loop.passWindow()
    flusher.add(output, urgency.soon)
    expect(loop.passWindow()).toBe(window)
  })

  it('takes in what a flush adds, for the next round', () => {
    const loop = new ManualLoop()
    const flusher = new Flusher(loop)
    const flushed: string[] = []
    const second = { flush: () => void flushed.push('second'), failed() {} }
    const first = {
      flush: () => {
        flushed.push('first')
        flusher.add(second, urgency.now)
      },
      failed() {},
    }
    flusher.add(first, urgency.now)
    loop.endTurn()
    expect(flushed).toEqual(['first'])
    loop.endTurn()
    expect(flushed).toEqual(['first', 'second'])
  })

  it('writes for everybody else where one throws, and tells that one', () => {
    const loop = new ManualLoop()
    const flusher = new Flusher(loop)
    const [told, flushed]: [unknown[], string[]] = [[], []]
    const broken: Flushable = {
      flush() {
        throw new Error('no')
      },
      failed: (error) => told.push(error),
    }
    const well: Flushable = { flush: () => void flushed.push('well'), failed() {} }
    for (const when of [urgency.now, urgency.soon]) for (const each of [broken, well]) flusher.add(each, when)
    loop.endTurn()
    loop.passWindow()
    expect(flushed).toEqual(['well', 'well'])
    expect(told).toMatchObject([{ message: 'no' }, { message: 'no' }])
  })

  it('starts each round with a fresh tree, so that old sets can go', () => {
    const loop = new ManualLoop()
    const flusher = new Flusher(loop)
    const { root } = flusher
    flusher.add({ flush() {}, failed() {} }, urgency.now)
    loop.endTurn()
    expect(flusher.root).not.toBe(root)
  })
})
