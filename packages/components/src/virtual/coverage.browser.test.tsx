import { expect, it } from 'vitest'
import { messagesFrom } from '../../test/log-messages.ts'
import { frames, openPage, painted } from '../../test/page.tsx'
import { rowsIn, scrollerIn } from '../../test/reading.ts'
import { ChatLog } from './index.ts'

/** How much of what one sees no row covers, in px. */
function bare(host: HTMLElement): number {
  const { top, bottom } = scrollerIn(host).getBoundingClientRect()
  const boxes = rowsIn(host)
    .map((row) => row.getBoundingClientRect())
    .toSorted((one, other) => one.top - other.top)
  let covered = top
  let gaps = 0
  for (const box of boxes) {
    if (box.bottom <= covered) continue
    gaps += Math.max(0, Math.min(box.top, bottom) - covered)
    covered = box.bottom
    if (covered >= bottom) break
  }
  return gaps + Math.max(0, bottom - covered)
}

it.each([
  ['as a finger drags', 20, 25],
  ['as a wheel turns', 20, 350],
  ['as a scroll bar is pulled', 20, 9_000],
])('covers every pixel in every frame, %s', async (_, count, step) => {
  const page = openPage()
  page.render(<ChatLog messages={messagesFrom(1, 10_000)} currentClientId="ada" />)
  await frames(3)
  const scroller = scrollerIn(page.host)
  scroller.scrollTop = scroller.scrollHeight / 2
  await frames(5)
  const worst: number[] = []
  for (const direction of [-1, 1]) {
    for (let frame = 0; frame < count; frame += 1) {
      scroller.scrollTop += direction * step
      await painted()
      worst.push(bare(page.host))
    }
  }
  // Heights are fractions of a pixel here and there.
  expect(Math.max(...worst)).toBeLessThan(1)
})

it('sees a hole where there is one', async () => {
  const page = openPage()
  page.render(<ChatLog messages={messagesFrom(1, 100)} currentClientId="ada" />)
  await frames(3)
  expect(bare(page.host)).toBeLessThan(20)
  const last = rowsIn(page.host).at(-2)
  const height = last?.getBoundingClientRect().height ?? 0
  last?.remove()
  expect(bare(page.host)).toBeGreaterThan(height - 1)
})
