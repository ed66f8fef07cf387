import { within } from '@testing-library/react'
import { expect } from 'vitest'
import { frames, painted } from './page.tsx'

/** The element that scrolls in a host. */
export function scrollerIn(host: HTMLElement): HTMLElement {
  return within(host).getByRole('log')
}

/** The rows in a host, from top to bottom. */
export function rowsIn(host: HTMLElement): readonly HTMLElement[] {
  return [...host.querySelectorAll<HTMLElement>('[data-key]')]
}

/** Pulls the log to a place, as a scroll bar does, and waits until that is painted. */
export async function scrollTo(scroller: HTMLElement, top: number): Promise<void> {
  scroller.scrollTop = top
  await frames(3)
}

/** What is read of a row: its text. What stands above that, a day or a name, may come and go. */
export function textOf(row: HTMLElement): HTMLElement {
  return row.querySelector<HTMLElement>('.hn-message-body') ?? row
}

/** The first row whose text begins in view: the one being read. */
export function rowBeingRead(host: HTMLElement): HTMLElement {
  const { top } = scrollerIn(host).getBoundingClientRect()
  const row = rowsIn(host).find((each) => textOf(each).getBoundingClientRect().top >= top)
  if (row === undefined) throw new Error('No row is in view.')
  return row
}

/** How far the text being read is from where it was, at most, in any of the 20 frames after `operation`; px. */
export async function displacement(host: HTMLElement, operation: () => void): Promise<number> {
  const key = rowBeingRead(host).dataset['key']
  const place = (): number => {
    const row = rowsIn(host).find((each) => each.dataset['key'] === key)
    // A row that is no longer there is further away than any.
    return row === undefined ? Infinity : textOf(row).getBoundingClientRect().top
  }
  const before = place()
  return most(operation, () => Math.abs(place() - before))
}

/** How far the end is out of view, at most, in any of the 20 frames after `operation`; px. */
export function distanceOfEnd(host: HTMLElement, operation: () => void): Promise<number> {
  const scroller = scrollerIn(host)
  return most(operation, () => scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop)
}

async function most(operation: () => void, measure: () => number): Promise<number> {
  let worst = 0
  operation()
  for (let frame = 0; frame < 20; frame += 1) {
    await painted()
    worst = Math.max(worst, measure())
  }
  return worst
}

/** Fails unless the reader is somewhere in the middle: a test that stands still at an end proves nothing. */
export function expectInTheMiddle(scroller: HTMLElement): void {
  expect(scroller.scrollTop).toBeGreaterThan(0)
  expect(scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop).toBeGreaterThan(100)
}
