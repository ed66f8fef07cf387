import { expect, it } from 'vitest'
import { panelRoom } from './panel-room.ts'
import type { Surroundings } from './panel-room.ts'

const page: Surroundings = { isGiven: false, stacks: true, before: 32, after: 0, above: 32, below: 8, view: 720 }

it('is the window without the content above and below the panel', () => {
  expect(panelRoom(page, '100dvh')).toEqual({ beside: '0px', most: 'calc(100dvh - 40px)' })
})

it('rounds so that it is never half a pixel too high', () => {
  expect(panelRoom({ ...page, above: 32.4, below: 0 }, '100dvh').most).toBe('calc(100dvh - 33px)')
})

it('is a whole window on a page that scrolls anyway', () => {
  expect(panelRoom({ ...page, above: 2_000 }, '100dvh').most).toBe('100dvh')
  expect(panelRoom({ ...page, above: 392 }, '100dvh').most).toBe('calc(100dvh - 400px)')
  expect(panelRoom({ ...page, above: 393 }, '100dvh').most).toBe('100dvh')
})

it('is the height of the parent without the siblings', () => {
  const given = { ...page, isGiven: true, before: 32, after: 20 }
  expect(panelRoom(given, '100dvh')).toEqual({ beside: '52px', most: '100dvh' })
  expect(panelRoom({ ...given, stacks: false }, '100dvh').beside).toBe('0px')
})
