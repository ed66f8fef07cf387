import { createHub } from '@herenow/memory'
import { createClient, RealtimeProvider } from '@herenow/react'
import type { Message } from '@herenow/react'
import { StrictMode } from 'react'
import type { ReactElement } from 'react'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { messageAt, messagesFrom, together } from '../../../test/log-messages.ts'
import { frames, openPage, painted } from '../../../test/page.tsx'
import type { Page } from '../../../test/page.tsx'
import {
  displacement,
  distanceOfEnd,
  expectInTheMiddle,
  rowBeingRead,
  rowsIn,
  scrollerIn,
  scrollTo,
  textOf,
} from '../../../test/reading.ts'
import { ChatLog } from '../../connected/chat-log.tsx'
import { ChatLogView } from './chat-log-view.tsx'
import { LogRow } from './log-row.tsx'
import type { LogMessage } from './log-row.tsx'

// The row that one reads doesn't move by a pixel, in any of the 20 frames after something happened to the log.

type Draw = (messages: readonly Message[]) => ReactElement

const log: Draw = (messages) => (
  <StrictMode>
    <ChatLogView messages={messages} currentClientId="ada" />
  </StrictMode>
)

/** The same rows in an element that merely scrolls, as a negative control: nothing keeps them in their place. */
const bare: Draw = (messages) => (
  <div role="log" style={{ blockSize: '100%', overflowY: 'auto', overflowAnchor: 'none' }}>
    {messages.map((message) => (
      <LogRow
        key={message.id}
        message={message}
        groupPosition="single"
        startsDay={false}
        startsUnread={false}
        hasGapBefore={false}
        hasGapAfter={false}
        own={false}
        isActive={false}
        onRetry={undefined}
        onDiscard={undefined}
        renderMessage={undefined}
        renderer={undefined}
        slots={undefined}
      />
    ))}
  </div>
)

/** @param reading - how far down one reads, from 0 to 1 */
async function open(draw: Draw, messages: readonly Message[], reading?: number): Promise<Page> {
  const page = openPage()
  page.render(draw(messages))
  await frames(2)
  if (reading !== undefined) {
    const scroller = scrollerIn(page.host)
    await scrollTo(scroller, Math.round(scroller.scrollHeight * reading))
    expectInTheMiddle(scroller)
  }
  return page
}

const reading = 0.6

describe.each([
  {
    name: 'fifty older messages come above',
    before: messagesFrom(0, 149),
    change: (_: Page, render: (messages: readonly Message[]) => void) => render(messagesFrom(-50, 149)),
  },
  {
    name: 'fifty come above and three below, in one commit',
    before: messagesFrom(0, 149),
    change: (_: Page, render: (messages: readonly Message[]) => void) => render(messagesFrom(-50, 152)),
  },
  {
    name: 'fifty go at the top and one comes below',
    before: messagesFrom(-50, 149),
    change: (_: Page, render: (messages: readonly Message[]) => void) => render(messagesFrom(0, 150)),
  },
  {
    name: 'a row above grows by 200 px',
    before: messagesFrom(0, 149),
    change: ({ host }: Page) => rowsIn(host)[2]?.style.setProperty('padding-block-end', '200px'),
  },
])('while somebody reads further up and $name', ({ before, change }) => {
  it('the row that they read stays where it is', async () => {
    const page = await open(log, before, reading)
    const moved = await displacement(page.host, () => change(page, (messages) => page.render(log(messages))))
    expect(moved).toBe(0)
    expectInTheMiddle(scrollerIn(page.host))
  })

  it('it moves when nobody looks after it', async () => {
    const page = await open(bare, before, reading)
    const moved = await displacement(page.host, () => change(page, (messages) => page.render(bare(messages))))
    expect(moved).toBeGreaterThan(100)
  })
})

it('keeps the row in its place when messages come below', async () => {
  const page = await open(log, messagesFrom(0, 149), reading)
  expect(await displacement(page.host, () => page.render(log(messagesFrom(0, 152))))).toBe(0)
  expect(rowsIn(page.host)).toHaveLength(153)
})

it('keeps the row in its place when fifty come above five times, near the top too', async () => {
  const page = await open(log, messagesFrom(0, 149), 0.1)
  for (let times = 1; times <= 5; times += 1) {
    const moved = await displacement(page.host, () => page.render(log(messagesFrom(-50 * times, 149))))
    expect(moved).toBe(0)
    await scrollTo(scrollerIn(page.host), scrollerIn(page.host).scrollTop - 300)
  }
})

it('keeps the row in its place when older ones come while one reads the very first', async () => {
  const page = await open(log, messagesFrom(0, 149))
  await scrollTo(scrollerIn(page.host), 0)
  const moved = await displacement(page.host, () => page.render(log(messagesFrom(-50, 149))))
  expect(moved).toBe(0)
  expect(scrollerIn(page.host).scrollTop).toBeGreaterThan(1_000)
})

it.each([
  ['at the very top', 0],
  ['within the first row', 90],
  ['below the first row', 200],
])('keeps the text in its place when the day and the name above it go: %s', async (_, top) => {
  const page = await open(log, together(0, 149))
  await scrollTo(scrollerIn(page.host), top)
  expect(await displacement(page.host, () => page.render(log(together(-50, 149))))).toBe(0)
  expect(await displacement(page.host, () => page.render(log(together(-51, 151))))).toBe(0)
})

it('keeps the text in its place where others draw the messages', async () => {
  const renderMessage = ({ message, bodyId, groupPosition }: LogMessage): ReactElement => (
    <div>
      {groupPosition === 'first' && <h3>{message.clientId}</h3>}
      <p id={bodyId} className="hn-message-body">
        {String(message.id)}
      </p>
    </div>
  )
  const draw: Draw = (messages) => <ChatLogView messages={messages} renderMessage={renderMessage} />
  const page = await open(draw, together(0, 149))
  await scrollTo(scrollerIn(page.host), 0)
  expect(await displacement(page.host, () => page.render(draw(together(-50, 149))))).toBe(0)
})

it.each([0, 50, 250])('keeps it at the very top while older ones are on their way for %i ms', async (latency) => {
  const hub = createHub()
  hub.seedHistory(
    'room:lobby',
    Array.from({ length: 150 }, (_, index) => ({ name: 'said', data: `Line ${index}`, clientId: 'grace' })),
  )
  const client = createClient({ adapter: hub.adapter(), clientId: 'ada' })
  onTestFinished(() => client.close())
  const page = openPage()
  page.render(
    <RealtimeProvider client={client}>
      <ChatLog channel="room:lobby" />
    </RealtimeProvider>,
  )
  await vi.waitFor(() => expect(rowsIn(page.host)).toHaveLength(50))
  await frames(3)
  hub.latency(latency)
  scrollerIn(page.host).scrollTop = 0
  const key = rowBeingRead(page.host).dataset['key']
  const place = (): number =>
    textOf(rowsIn(page.host).find((row) => row.dataset['key'] === key) ?? page.host).getBoundingClientRect().top
  const before = place()
  let moved = 0
  for (let frame = 0, after = 0; after < 20; frame += 1, after += rowsIn(page.host).length > 50 ? 1 : 0) {
    await painted()
    moved = Math.max(moved, Math.abs(place() - before))
    expect(frame).toBeLessThan(1_000)
  }
  expect(moved).toBe(0)
})

it('stays at the end through rapid appends', async () => {
  const page = await open(log, messagesFrom(0, 149))
  for (let last = 150; last < 165; last += 1) {
    page.render(log(messagesFrom(0, last)))
    const scroller = scrollerIn(page.host)
    expect(scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop).toBe(0)
  }
  expect(await distanceOfEnd(page.host, () => page.render(log(messagesFrom(0, 165))))).toBe(0)
})

it('stays at the end while the last row grows', async () => {
  const page = await open(log, messagesFrom(0, 149))
  for (const height of [30, 90, 200, 40]) {
    const away = await distanceOfEnd(page.host, () =>
      rowsIn(page.host).at(-1)?.style.setProperty('padding-block-end', `${height}px`),
    )
    expect(away).toBe(0)
  }
})

it('stays at the end when the last message is confirmed, fails, and is sent again', async () => {
  const own = { clientId: 'ada', id: 'mine' }
  const page = await open(log, [...messagesFrom(0, 149), messageAt(150, { ...own, status: 'sending' })])
  for (const status of ['failed', 'sending', 'sent'] as const) {
    const next = [...messagesFrom(0, 149), messageAt(150, { ...own, status })]
    const row = rowsIn(page.host).at(-1)
    expect(await distanceOfEnd(page.host, () => page.render(log(next)))).toBe(0)
    expect(rowsIn(page.host).at(-1)).toBe(row)
  }
})

it('stays at the end when the log itself becomes smaller, as when the composer grows', async () => {
  const page = await open(log, messagesFrom(0, 149))
  expect(await distanceOfEnd(page.host, () => page.host.style.setProperty('block-size', '260px'))).toBe(0)
})

it('keeps the row in its place when the width changes and everything above it wraps anew', async () => {
  const page = await open(log, messagesFrom(0, 149), reading)
  const moved = await displacement(page.host, () => page.host.style.setProperty('inline-size', '330px'))
  expect(moved).toBeLessThanOrEqual(1)
})

it('does not drift when rows are fractions of a pixel high', async () => {
  const page = await open(log, messagesFrom(0, 149), reading)
  page.host.style.cssText += ';--hn-text:13.7px;--hn-line:1.37'
  await frames(2)
  let first = 0
  const moved = await displacement(page.host, () => {
    for (let times = 1; times <= 20; times += 1) {
      first -= 10
      page.render(log(messagesFrom(first, 149)))
    }
  })
  expect(moved).toBeLessThan(1)
})
