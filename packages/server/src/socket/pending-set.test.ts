import { describe, expect, it } from 'vitest'
import { PendingSet, SharedItem } from './pending-set.ts'
import { textFrame } from './text-frame.ts'

const [a, b, c] = [new SharedItem('{"a":1}'), new SharedItem('{"b":2}'), new SharedItem('{"c":3}')]

describe('a pending set', () => {
  it('is the same for the same items in the same order, and so is its frame', () => {
    const root = new PendingSet()
    expect(root.and(a).and(b)).toBe(root.and(a).and(b))
    expect(root.and(a).and(b).frames()).toBe(root.and(a).and(b).frames())
    expect(root.and(b).and(a)).not.toBe(root.and(a).and(b))
  })

  it('finds its way back after others went elsewhere', () => {
    const root = new PendingSet()
    const sets = [a, b, c].map((item) => root.and(item))
    expect([c, a, b, a].map((item) => sets.indexOf(root.and(item)))).toEqual([2, 0, 1, 0])
  })

  it('goes by identity: two items with equal text are two', () => {
    const root = new PendingSet()
    expect(root.and(a)).not.toBe(root.and(new SharedItem(a.text)))
  })

  it('becomes one item alone, or an array of several', () => {
    const root = new PendingSet()
    expect(root.and(a).frames()).toEqual([textFrame('{"a":1}')])
    expect(root.and(a).and(b).and(c).frames()).toEqual([textFrame('[{"a":1},{"b":2},{"c":3}]')])
  })

  it('keeps what is personal to one and its place among what is shared', () => {
    const root = new PendingSet()
    const mine = root.and(a).andPersonal('{"mine":1}').and(b)
    expect(mine.frames()).toEqual([textFrame('[{"a":1},{"mine":1},{"b":2}]')])
    expect(root.and(a).and(b).frames()).toEqual([textFrame('[{"a":1},{"b":2}]')])
    expect(root.and(a).andPersonal('{"mine":1}')).not.toBe(root.and(a).andPersonal('{"mine":1}'))
  })

  it('knows its size', () => {
    expect(new PendingSet().size).toBe(0)
    expect(new PendingSet().and(a).andPersonal('123').size).toBe(10)
  })

  it('is cut into frames of at most a thousand items, which receivers can take', () => {
    let set = new PendingSet()
    for (let i = 0; i < 2_001; i += 1) set = set.andPersonal(String(i))
    const thousand = (from: number): string => JSON.stringify(Array.from({ length: 1_000 }, (_, i) => from + i))
    expect(set.frames()).toEqual([textFrame(thousand(0)), textFrame(thousand(1_000)), textFrame('2000')])
  })
})
