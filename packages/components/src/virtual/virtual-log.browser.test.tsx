import type { Message } from '@herenow/react'
import type { ReactElement } from 'react'
import { describe, expect, it } from 'vitest'
import { messageAt, messagesFrom, together } from '../../test/log-messages.ts'
import { frames, openPage, painted } from '../../test/page.tsx'
import { displacement, distanceOfEnd, rowsIn, scrollerIn, scrollTo } from '../../test/reading.ts'
import { ChatLog } from './index.ts'

const log = (messages: readonly Message[]): ReactElement => <ChatLog messages={messages} currentClientId="ada" />

/** Whether there is a row at every height of what one sees. */
function isFilled(host: HTMLElement): boolean {
  const view = scrollerIn(host).getBoundingClientRect()
  return [0.1, 0.3, 0.5, 0.7, 0.9].every((part) => {
    const height = view.top + part * view.height
    return rowsIn(host).some((row) => {
      const { top, bottom } = row.getBoundingClientRect()
      return top <= height && bottom >= height
    })
  })
}

it('scrolls through ten thousand messages without a blank frame, with some dozen rows on the page', async () => {
  const page = openPage()
  page.render(log(messagesFrom(1, 10_000)))
  await frames(3)
  const scroller = scrollerIn(page.host)
  expect(rowsIn(page.host).at(-1)?.dataset['key']).toBe('message-10000')
  let blank = 0
  let most = 0
  for (let frame = 0; frame < 60; frame += 1) {
    scroller.scrollTop -= frame % 20 === 0 ? 40_000 : 350
    await painted()
    if (!isFilled(page.host)) blank += 1
    most = Math.max(most, rowsIn(page.host).length)
  }
  expect(scroller.scrollTop).toBeGreaterThan(10_000)
  expect(blank).toBe(0)
  expect(most).toBeLessThan(100)
})

it('keeps the row that one reads when fifty come above and three below in one commit', async () => {
  const page = openPage()
  page.render(log(messagesFrom(1, 2_000)))
  await frames(3)
  await scrollTo(scrollerIn(page.host), scrollerIn(page.host).scrollTop - 2_000)
  await frames(10)
  expect(await displacement(page.host, () => page.render(log(messagesFrom(-49, 2_003))))).toBe(0)
})

describe.each([
  // While one scrolls the virtualizer measures rows a little later; it takes one to be at rest after 150 ms.
  ['while one scrolls', 20],
  ['at rest', 300],
])('%s', (_, pause) => {
  it.each([
    ['at the very top', 0],
    ['within the first row', 90],
    ['below the first row', 200],
  ])('keeps the text in its place when the day and the name above it go: %s', async (_place, top) => {
    const page = openPage()
    page.render(log(together(0, 1_999)))
    await frames(3)
    scrollerIn(page.host).scrollTop = top
    await frames(1)
    await new Promise((resolve) => setTimeout(resolve, pause))
    expect(await displacement(page.host, () => page.render(log(together(-50, 1_999))))).toBe(0)
    expect(await displacement(page.host, () => page.render(log(together(-51, 2_001))))).toBe(0)
  })
})

it('stays at the end when what stands above a message in view goes', async () => {
  const page = openPage()
  page.render(log(together(0, 30)))
  await frames(5)
  expect(await distanceOfEnd(page.host, () => {})).toBe(0)
  const count = rowsIn(page.host).length
  const recent = together(0, 30).slice(-Math.min(count, 14))
  page.render(log(recent))
  await frames(10)
  // Somebody else's of the same day: only the day goes.
  const others = together(-50, -1).map((message) => ({ ...message, clientId: 'alan', info: { name: 'alan' } }))
  expect(await distanceOfEnd(page.host, () => page.render(log([...others, ...recent])))).toBeLessThanOrEqual(1)
})

it('does not move when a message that fills the view grows at its end', async () => {
  const page = openPage()
  const tall = (lines: number): Message => messageAt(20, { data: { text: 'one more line\n'.repeat(lines) } })
  const draw = (lines: number): ReactElement => log([...messagesFrom(1, 19), tall(lines), ...messagesFrom(21, 40)])
  page.render(draw(200))
  await frames(5)
  const scroller = scrollerIn(page.host)
  const row = (): DOMRect | undefined =>
    rowsIn(page.host)
      .find((each) => each.dataset['key'] === 'message-20')
      ?.getBoundingClientRect()
  while ((row()?.top ?? 0) >= 0 || (row()?.bottom ?? 0) < 2_000) {
    await scrollTo(scroller, scroller.scrollTop - 700)
    expect(scroller.scrollTop).toBeGreaterThan(0)
  }
  await frames(10)
  const before = row()?.top
  page.render(draw(260))
  await frames(10)
  expect(row()?.top).toBe(before)
})

it('stays at the end when messages come, and goes there when we say something', async () => {
  const page = openPage()
  page.render(log(messagesFrom(1, 2_000)))
  await frames(3)
  expect(await distanceOfEnd(page.host, () => page.render(log(messagesFrom(1, 2_001))))).toBeLessThanOrEqual(1)
  await scrollTo(scrollerIn(page.host), 3_000)
  expect(page.host.querySelector('[data-slot="jump-to-latest"]')).not.toBeNull()
  page.render(log([...messagesFrom(1, 2_001), messageAt(2_002, { clientId: 'ada', status: 'sending' })]))
  await frames(5)
  expect(rowsIn(page.host).at(-1)?.dataset['key']).toBe('message-2002')
  expect(await distanceOfEnd(page.host, () => {})).toBeLessThanOrEqual(1)
})
