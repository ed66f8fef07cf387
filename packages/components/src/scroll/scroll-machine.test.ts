import { array, assert, constantFrom, integer, property, record, tuple } from 'fast-check'
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

const pinned = step(initialScrollState, 'settled', end)
const free = step(pinned, 'pulled-back', end)

describe('the pin', () => {
  it('lets go when the reader pulls back, before anything has moved', () => {
    expect(free.mode).toBe('free')
  })

  it('stays when there is nothing to pull back to', () => {
    expect(step(pinned, 'pulled-back', at(0)).mode).toBe('pinned')
  })

  it('lets go when the log moves up without a gesture, as by the scroll bar or a search', () => {
    expect(step(pinned, 'scrolled', at(1_490)).mode).toBe('free')
  })

  it('stays when the log had to move up because it became shorter, or what one sees became higher', () => {
    expect(step(pinned, 'scrolled', at(1_300, { height: 1_800 })).mode).toBe('pinned')
    expect(step(pinned, 'scrolled', at(1_300, { view: 700 })).mode).toBe('pinned')
  })

  it('stays when the log grew and nobody moved', () => {
    expect(step(pinned, 'scrolled', at(1_500, { height: 2_400 })).mode).toBe('pinned')
  })

  it('takes hold again within 64 px of the end, on the way down only', () => {
    const down = (top: number): string => step({ ...free, seen: at(1_000) }, 'scrolled', at(top)).mode
    expect([down(1_435), down(1_436)]).toEqual(['free', 'pinned'])
    expect(step(free, 'scrolled', at(1_480)).mode).toBe('free')
  })

  it('does not take hold where the rows end but the log goes on', () => {
    const open = { isOpen: true }
    expect(step({ ...free, seen: at(1_000, open) }, 'scrolled', at(1_500, open)).mode).toBe('free')
  })

  it('takes hold when somebody asks for the end, whatever they were doing', () => {
    expect(step({ ...free, hold: 'touch' }, 'end-wanted', at(700))).toMatchObject({ mode: 'pinned', hold: 'none' })
  })

  it('follows the row that the keyboard goes to', () => {
    const shown = (event: ScrollEvent, top: number) => step(free, event, at(top)).mode
    expect(shown('last-row-shown', 1_500)).toBe('pinned')
    expect([shown('row-shown', 1_500), shown('last-row-shown', 1_000)]).toEqual(['free', 'free'])
    expect(step(pinned, 'row-shown', at(0)).mode).toBe('pinned')
  })
})

describe('a glide', () => {
  const jumping = step(free, 'glide-wanted', at(700))

  it('pins when it arrives', () => {
    expect(jumping.mode).toBe('jumping')
    expect(step(jumping, 'scrolled', at(1_200)).mode).toBe('jumping')
    expect(step(jumping, 'scrolled', at(1_499.5)).mode).toBe('pinned')
  })

  it('is not over because an earlier movement came to rest', () => {
    expect(step(jumping, 'rested', at(1_200)).mode).toBe('jumping')
    expect(step(jumping, 'rested', end).mode).toBe('pinned')
  })

  it('ends when the reader pulls back or touches the log', () => {
    expect(step(jumping, 'pulled-back', at(1_200)).mode).toBe('free')
    expect(step(jumping, 'touched', at(1_200)).mode).toBe('free')
  })
})

describe('fingers', () => {
  it('hold the log until it is at rest after they let go', () => {
    const touched = step(pinned, 'touched', end)
    expect(step(touched, 'rested', end).hold).toBe('touch')
    const thrown = step(touched, 'let-go', end)
    expect(thrown.hold).toBe('momentum')
    expect(step(thrown, 'rested', end)).toMatchObject({ hold: 'none', mode: 'pinned' })
  })
})

const anyPlace = record({
  top: integer({ min: 0, max: 3_000 }),
  height: integer({ min: 0, max: 4_000 }),
  view: integer({ min: 0, max: 800 }),
  isOpen: constantFrom(true, false),
})
const anyEvent = constantFrom<ScrollEvent>(
  'pulled-back',
  'scrolled',
  'settled',
  'touched',
  'let-go',
  'rested',
  'end-wanted',
  'glide-wanted',
  'row-shown',
  'last-row-shown',
)

it('never pins far from the end unless somebody asked for it', () => {
  const anyStep = tuple(anyEvent, anyPlace)
  assert(
    property(array(anyStep), anyStep, (steps, [event, place]) => {
      const before = steps.reduce<ScrollState>((state, each) => step(state, ...each), initialScrollState)
      const after = step(before, event, place)
      if (before.mode !== 'free' || after.mode !== 'pinned' || event === 'end-wanted') return
      expect(distanceFromEnd(after.seen)).toBeLessThanOrEqual(64)
    }),
  )
})
