import { array, assert, constantFrom, integer, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distanceFromEnd, initialScrollState, step } from './scroll-machine.ts'
import type { Geometry, ScrollEvent, ScrollState } from './scroll-machine.ts'

const at = (top: number, changes: Partial<Geometry> = {}): Geometry => ({
  top,
  height: 2_000,
  view: 500,
  isOpen: false,
  ...changes,
})
const end = at(1_500)

function after(events: readonly ScrollEvent[], from: ScrollState = initialScrollState): ScrollState {
  return events.reduce((state, event) => step(state, event).state, from)
}

const pinned = after([{ type: 'settled', at: end }])
const free = after([{ type: 'pulled-back', at: end }], pinned)

describe('the pin', () => {
  it('lets go when the reader pulls back, before anything has moved', () => {
    expect(free.mode).toBe('free')
  })

  it('stays when there is nothing to pull back to', () => {
    expect(after([{ type: 'pulled-back', at: at(0) }], pinned).mode).toBe('pinned')
  })

  it('lets go when the log moves up without a gesture, as by the scroll bar or a search', () => {
    expect(after([{ type: 'scrolled', at: at(1_490) }], pinned).mode).toBe('free')
  })

  it('stays when the log had to move up because it became shorter, or what one sees became higher', () => {
    expect(after([{ type: 'scrolled', at: at(1_300, { height: 1_800 }) }], pinned).mode).toBe('pinned')
    expect(after([{ type: 'scrolled', at: at(1_300, { view: 700 }) }], pinned).mode).toBe('pinned')
  })

  it('stays when the log grew and nobody moved', () => {
    expect(step(pinned, { type: 'scrolled', at: at(1_500, { height: 2_400 }) })).toMatchObject({
      state: { mode: 'pinned' },
      effects: ['settle'],
    })
  })

  it('takes hold again within 64 px of the end, on the way down only', () => {
    const down = (top: number): string => after([{ type: 'scrolled', at: at(top) }], { ...free, seen: at(1_000) }).mode
    expect([down(1_435), down(1_436)]).toEqual(['free', 'pinned'])
    expect(after([{ type: 'scrolled', at: at(1_480) }], free).mode).toBe('free')
  })

  it('does not take hold where the rows end but the log goes on', () => {
    const open = { isOpen: true }
    expect(after([{ type: 'scrolled', at: at(1_500, open) }], { ...free, seen: at(1_000, open) }).mode).toBe('free')
  })

  it('takes hold when somebody asks for the end, whatever they were doing', () => {
    expect(step(free, { type: 'end-wanted', smooth: false })).toMatchObject({
      state: { mode: 'pinned', hold: 'none' },
      effects: ['settle'],
    })
  })

  it('follows the row that the keyboard goes to', () => {
    const revealed = (isLast: boolean, top: number) => after([{ type: 'row-revealed', at: at(top), isLast }], free).mode
    expect([revealed(true, 1_500), revealed(false, 1_500), revealed(true, 1_000)]).toEqual(['pinned', 'free', 'free'])
  })
})

describe('a jump', () => {
  const jumping = after([{ type: 'end-wanted', smooth: true }], free)

  it('glides, and pins when it arrives', () => {
    expect(step(free, { type: 'end-wanted', smooth: true }).effects).toEqual(['glide'])
    expect(after([{ type: 'scrolled', at: at(1_200) }], jumping).mode).toBe('jumping')
    expect(after([{ type: 'scrolled', at: at(1_499.5) }], jumping).mode).toBe('pinned')
  })

  it('is not over because an earlier movement came to rest', () => {
    expect(after([{ type: 'came-to-rest', at: at(1_200) }], jumping).mode).toBe('jumping')
    expect(after([{ type: 'came-to-rest', at: end }], jumping).mode).toBe('pinned')
  })

  it('ends when the reader pulls back or touches the log', () => {
    expect(after([{ type: 'pulled-back', at: at(1_200) }], jumping).mode).toBe('free')
    expect(after([{ type: 'touched' }], jumping).mode).toBe('free')
  })
})

describe('fingers', () => {
  it('hold the log until it is at rest after they let go', () => {
    const touched = after([{ type: 'touched' }], pinned)
    expect(after([{ type: 'came-to-rest', at: end }], touched).hold).toBe('touch')
    const thrown = after([{ type: 'let-go' }], touched)
    expect(thrown.hold).toBe('momentum')
    expect(step(thrown, { type: 'came-to-rest', at: end })).toMatchObject({
      state: { hold: 'none' },
      effects: ['settle'],
    })
  })
})

const anyPlace = record({
  top: integer({ min: 0, max: 3_000 }),
  height: integer({ min: 0, max: 4_000 }),
  view: integer({ min: 0, max: 800 }),
  isOpen: constantFrom(true, false),
})
const anyEvent = record({
  type: constantFrom(
    'pulled-back',
    'scrolled',
    'came-to-rest',
    'settled',
    'touched',
    'let-go',
    'end-wanted',
    'row-revealed',
  ),
  at: anyPlace,
  smooth: constantFrom(true, false),
  isLast: constantFrom(true, false),
})

it('never pins far from the end unless it then goes there', () => {
  assert(
    property(array(anyEvent), anyEvent, (events, last) => {
      const before = after(events)
      const { state, effects } = step(before, last)
      if (before.mode !== 'free' || state.mode !== 'pinned' || effects.length > 0) return
      expect(distanceFromEnd(state.seen)).toBeLessThanOrEqual(64)
    }),
  )
})
