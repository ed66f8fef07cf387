import { describe, expect, it } from 'vitest'
import { ManualLoop } from '../testing/support/manual-loop.ts'
import type { Flushable } from './flusher.ts'
import { Flusher, urgency } from './flusher.ts'
import { Turns } from './turns.ts'

function outputs(count: number, flushed: number[], onFlush: () => void = () => {}): Flushable[] {
  return Array.from({ length: count }, (_, index) => ({
    size: 1,
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
    const flusher = new Flusher(loop, new Turns(loop))
    for (const output of outputs(3, flushed)) flusher.add(output, urgency.now)
    expect(flushed).toEqual([])
    expect(loop.endTurn()).toBe(1)
    expect(flushed).toEqual([0, 1, 2])
    expect(loop.endTurn()).toBe(0)
  })

  it('lets the rest wait for a window of a millisecond at first', () => {
    const [loop, flushed]: [ManualLoop, number[]] = [new ManualLoop(), []]
    const flusher = new Flusher(loop, new Turns(loop))
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
    const flusher = new Flusher(loop, new Turns(loop))
    const [output] = outputs(1, [], () => {
      loop.time += took
    })
    if (output === undefined) throw new Error('No output')
    flusher.add(output, urgency.soon)
    loop.passWindow()
    flusher.add(output, urgency.soon)
    expect(loop.passWindow()).toBe(window)
  })

  it('tells how long output waited until all of its round was written', () => {
    const loop = new ManualLoop()
    const flusher = new Flusher(loop, new Turns(loop))
    const write = (took: number): (() => void) => {
      return () => {
        loop.time += took
      }
    }
    for (const output of outputs(2, [], write(3))) flusher.add(output, urgency.now)
    loop.time += 4
    loop.endTurn()
    expect(flusher.delay).toEqual({ mean: 10, max: 10 })
    const [next] = outputs(1, [], write(0))
    if (next === undefined) throw new Error('No output')
    flusher.add(next, urgency.soon)
    loop.passWindow()
    expect(flusher.delay).toEqual({ mean: 5, max: 10 })
  })

  it('takes in what a flush adds, for the next round', () => {
    const loop = new ManualLoop()
    const flusher = new Flusher(loop, new Turns(loop))
    const flushed: string[] = []
    const second = { size: 1, flush: () => void flushed.push('second'), failed() {} }
    const first = {
      size: 1,
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
    const flusher = new Flusher(loop, new Turns(loop))
    const [told, flushed]: [unknown[], string[]] = [[], []]
    const broken: Flushable = {
      size: 1,
      flush() {
        throw new Error('no')
      },
      failed: (error) => told.push(error),
    }
    const well: Flushable = { size: 1, flush: () => void flushed.push('well'), failed() {} }
    for (const when of [urgency.now, urgency.soon]) for (const each of [broken, well]) flusher.add(each, when)
    loop.endTurn()
    loop.passWindow()
    expect(flushed).toEqual(['well', 'well'])
    expect(told).toMatchObject([{ message: 'no' }, { message: 'no' }])
  })

  it('starts each round with a fresh tree, so that old sets can go', () => {
    const loop = new ManualLoop()
    const flusher = new Flusher(loop, new Turns(loop))
    const { root } = flusher
    flusher.add({ size: 1, flush() {}, failed() {} }, urgency.now)
    loop.endTurn()
    expect(flusher.root).not.toBe(root)
  })

  describe('with much for many', () => {
    const often = { size: 16_384, failed() {} }

    function bench() {
      const loop = new ManualLoop()
      const flushed: string[] = []
      const flush = (name: string, took: number) => () => {
        loop.time += took
        flushed.push(name)
      }
      const much = (name: string): Flushable => ({ ...often, flush: flush(name, 4) })
      const little = (name: string): Flushable => ({ ...often, size: 16_383, flush: flush(name, 0) })
      return { loop, flushed, much, little, flusher: new Flusher(loop, new Turns(loop)) }
    }

    it.each([urgency.now, urgency.soon])('writes what it has time for, but all that is little (%d)', (when) => {
      const { loop, flushed, much, little, flusher } = bench()
      for (const name of ['a', 'b', 'c', 'd', 'e']) flusher.add(much(name), when)
      flusher.add(little('little'), when)
      if (when === urgency.now) loop.endTurn()
      else loop.passWindow()
      expect(flushed).toEqual(['little', 'a'])
      flusher.add(much('f'), urgency.now)
      flusher.add(little('more'), urgency.now)
      loop.endTurn()
      expect(flushed.slice(2)).toEqual(['b', 'c', 'more'])
      for (let turn = 0; turn < 2; turn += 1) loop.endTurn()
      expect(flushed.slice(5)).toEqual(['d', 'e', 'f'])
    })

    it('is behind until what was expected has been written, whatever came after it', () => {
      const { loop, flushed, much, flusher } = bench()
      expect(flusher.isBehind).toBe(false)
      flusher.expectMuch()
      for (const name of ['a', 'b', 'c']) flusher.add(much(name), urgency.now)
      expect(flusher.isBehind).toBe(true)
      flusher.onceCaughtUp(() => flushed.push('caught up'))
      loop.endTurn()
      for (const name of ['d', 'e', 'f', 'g']) flusher.add(much(name), urgency.now)
      expect(flusher.isBehind).toBe(true)
      for (let turn = 0; turn < 4; turn += 1) loop.endTurn()
      expect(flusher.isBehind).toBe(false)
      expect(flushed).toEqual(['a', 'b', 'c', 'caught up', 'd', 'e', 'f', 'g'])
    })
  })
})
