import type { Message as ChatMessage } from '@herenow/react'
import { screen } from '@testing-library/react'
import { createRef, Profiler } from 'react'
import type { ReactElement, ReactNode } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { has } from '../../../test/engine.ts'
import { messageAt, messagesFrom } from '../../../test/log-messages.ts'
import { frames, openPage, painted } from '../../../test/page.tsx'
import type { Page } from '../../../test/page.tsx'
import { distanceOfEnd, rowBeingRead, rowsIn, scrollerIn, scrollTo } from '../../../test/reading.ts'
import type { ChatLogHandle, ChatLogViewProps } from './chat-log-props.ts'
import { ChatLogView } from './chat-log-view.tsx'
import type { LogMessage } from './log-row.tsx'

type Options = Partial<ChatLogViewProps>

const draw = (messages: readonly ChatMessage[], options: Options = {}): ReactElement => (
  <ChatLogView currentClientId="ada" {...options} messages={messages} />
)

async function open(messages: readonly ChatMessage[], options: Options = {}): Promise<Page> {
  const page = openPage()
  page.render(draw(messages, options))
  await frames(2)
  return page
}

const fromEnd = (host: HTMLElement): number => {
  const { scrollHeight, clientHeight, scrollTop } = scrollerIn(host)
  return scrollHeight - clientHeight - scrollTop
}
const slot = (host: HTMLElement, name: string): HTMLElement | null => host.querySelector(`[data-slot="${name}"]`)
const keys = (host: HTMLElement): readonly (string | undefined)[] => rowsIn(host).map((row) => row.dataset['key'])
const own = (number: number, changes: Partial<ChatMessage> = {}): ChatMessage =>
  messageAt(number, { id: `own-${number}`, clientId: 'ada', status: 'sending', ...changes })

describe('the end of the log', () => {
  it('is left by a wheel that turns back, even while messages come', async () => {
    const page = await open(messagesFrom(1, 100))
    scrollerIn(page.host).dispatchEvent(new WheelEvent('wheel', { deltaY: -40 }))
    page.render(draw(messagesFrom(1, 101)))
    await frames(3)
    expect(fromEnd(page.host)).toBeGreaterThan(20)
  })

  it('is taken again by whoever comes back to it', async () => {
    const heard: boolean[] = []
    const page = await open(messagesFrom(1, 100), { onAtBottomChange: (isAtBottom) => heard.push(isAtBottom) })
    await scrollTo(scrollerIn(page.host), 1_000)
    await scrollTo(scrollerIn(page.host), scrollerIn(page.host).scrollHeight)
    page.render(draw(messagesFrom(1, 101)))
    await frames(3)
    expect(fromEnd(page.host)).toBe(0)
    expect(heard).toEqual([false, true])
  })

  it('comes to whoever says something, however far up they read', async () => {
    const page = await open(messagesFrom(1, 100))
    await scrollTo(scrollerIn(page.host), 200)
    expect(await distanceOfEnd(page.host, () => page.render(draw([...messagesFrom(1, 100), own(101)])))).toBe(0)
  })

  it('glides into view for whoever asks for it, and is followed from then on', async () => {
    const page = await open(messagesFrom(1, 100))
    await scrollTo(scrollerIn(page.host), 200)
    page.render(draw(messagesFrom(1, 104)))
    await frames(2)
    const pill = slot(page.host, 'jump-to-latest')
    expect(pill?.textContent).toBe('4 new')
    pill?.focus()
    pill?.click()
    await painted()
    expect(fromEnd(page.host)).toBeGreaterThan(0)
    await vi.waitFor(() => expect(fromEnd(page.host)).toBe(0), { timeout: 5_000 })
    // The log hears of the last step in the frame after it; until then it is still gliding.
    await frames(2)
    expect(slot(page.host, 'jump-to-latest')).toBeNull()
    expect(document.activeElement).toBe(scrollerIn(page.host))
    page.render(draw(messagesFrom(1, 110)))
    expect(fromEnd(page.host)).toBe(0)
  })
})

it.runIf(has('touch'))(
  'never writes scrollTop while a finger is on the log, and makes up for it afterwards',
  async () => {
    const page = await open(messagesFrom(1, 100))
    const scroller = scrollerIn(page.host)
    const write = vi.spyOn(scroller, 'scrollTop', 'set')
    const touch = new Touch({ identifier: 1, target: scroller, clientY: 100 })
    scroller.dispatchEvent(new TouchEvent('touchstart', { touches: [touch] }))
    page.render(draw(messagesFrom(-49, 103)))
    await frames(3)
    expect(write).not.toHaveBeenCalled()
    scroller.dispatchEvent(new TouchEvent('touchend', { touches: [] }))
    await vi.waitFor(() => expect(fromEnd(page.host)).toBe(0))
    expect(write).toHaveBeenCalled()
  },
)

it.runIf(has('touch'))('puts nothing above the reader while a finger is on the log', async () => {
  const page = await open(messagesFrom(1, 100))
  const scroller = scrollerIn(page.host)
  await scrollTo(scroller, 300)
  const touch = new Touch({ identifier: 1, target: scroller, clientY: 100 })
  const read = rowBeingRead(page.host)
  const place = read.getBoundingClientRect().top
  scroller.dispatchEvent(new TouchEvent('touchstart', { touches: [touch] }))
  page.render(draw(messagesFrom(-49, 103)))
  await frames(2)
  expect([keys(page.host)[0], keys(page.host).at(-1)]).toEqual(['message-1', 'message-103'])
  scroller.dispatchEvent(new TouchEvent('touchend', { touches: [] }))
  await vi.waitFor(() => expect(keys(page.host)[0]).toBe('message--49'))
  expect(scroller.scrollTop).toBeGreaterThan(1_000)
  expect(read.getBoundingClientRect().top).toBe(place)
})

describe('rows', () => {
  it('are at most maxRendered; the others come as one scrolls, at both ends', async () => {
    const page = await open(messagesFrom(1, 1_000), { maxRendered: 120 })
    expect(keys(page.host)).toHaveLength(120)
    const scroller = scrollerIn(page.host)
    for (let times = 0; times < 12; times += 1) await scrollTo(scroller, 0)
    expect(rowsIn(page.host).length).toBeLessThanOrEqual(120)
    expect(keys(page.host)).not.toContain('message-1000')
    // Back down: the pin waits for the real end.
    for (let times = 0; times < 30 && !keys(page.host).includes('message-1000'); times += 1) {
      await scrollTo(scroller, scroller.scrollHeight)
    }
    expect(keys(page.host).at(-1)).toBe('message-1000')
  })

  it('are rendered once for a new message: its own, and at most its neighbour', async () => {
    const rendered: string[] = []
    const renderMessage = ({ message }: LogMessage): ReactNode => (
      <Profiler id={message.id} onRender={(id) => rendered.push(id)}>
        {message.id}
      </Profiler>
    )
    const same = (number: number) => messageAt(number, { clientId: 'grace', timestamp: Date.UTC(2026, 1, 1) })
    const messages = Array.from({ length: 420 }, (_, index) => same(index))
    const page = await open(messages.slice(0, 400), { renderMessage })
    expect(rendered).toHaveLength(400)
    for (let number = 400; number < 420; number += 1) {
      rendered.length = 0
      page.render(draw(messages.slice(0, number + 1), { renderMessage }))
      await frames(2)
      expect(new Set(rendered)).toEqual(new Set([`message-${number - 1}`, `message-${number}`]))
      expect(rendered).toHaveLength(2)
    }
  })

  it('keep their element when a message of ours is confirmed', async () => {
    const page = await open([...messagesFrom(1, 3), own(4)])
    const row = rowsIn(page.host).at(-1)
    page.render(draw([...messagesFrom(1, 3), own(4, { status: 'sent' })]))
    expect(rowsIn(page.host).at(-1)).toBe(row)
  })

  it('know their place in the log for assistive technology', async () => {
    const page = await open(messagesFrom(1, 5))
    const places = () => screen.getAllByRole('article').map((row) => row.getAttribute('aria-posinset'))
    expect(places()).toEqual(['1', '2', '3', '4', '5'])
    page.render(draw(messagesFrom(-1, 5)))
    expect(places()).toEqual(['1', '2', '3', '4', '5', '6', '7'])
    expect(screen.getAllByRole('article')[0]?.getAttribute('aria-setsize')).toBe('-1')
  })
})

describe('older messages', () => {
  it('are loaded one page at a time, and not again and again where none come', async () => {
    const loads: (() => void)[] = []
    const options = { hasOlder: true, onLoadOlder: () => new Promise<void>((resolve) => loads.push(resolve)) }
    const page = await open(messagesFrom(1, 100), options)
    expect(loads).toHaveLength(0)
    const scroller = scrollerIn(page.host)
    await scrollTo(scroller, 0)
    await scrollTo(scroller, 40)
    await scrollTo(scroller, 0)
    expect(loads).toHaveLength(1)
    expect(slot(page.host, 'log-header')?.dataset['state']).toBe('loading')
    page.render(draw(messagesFrom(-49, 100), options))
    loads[0]?.()
    await frames(3)
    expect(scroller.scrollTop).toBeGreaterThan(1_000)
    await scrollTo(scroller, 0)
    expect(loads).toHaveLength(2)
    loads[1]?.()
    await frames(3)
    await scrollTo(scroller, 20)
    expect(loads).toHaveLength(2)
    await scrollTo(scroller, 3_000)
    await scrollTo(scroller, 0)
    expect(loads).toHaveLength(3)
  })

  it('fill a log that is higher than its messages', async () => {
    let first = 98
    const load = vi.fn(() => {
      first -= 5
      page.render(draw(messagesFrom(first, 100), options))
    })
    const options = { hasOlder: true, onLoadOlder: load }
    const page = openPage()
    page.render(draw(messagesFrom(first, 100), options))
    await vi.waitFor(() => expect(scrollerIn(page.host).scrollTop).toBeGreaterThan(500))
    expect(fromEnd(page.host)).toBe(0)
  })

  it('can be asked for again after a failure, which moves no row', async () => {
    const load = vi.fn(() => Promise.reject(new Error('late')))
    const options = { hasOlder: true, onLoadOlder: load }
    const page = await open(messagesFrom(1, 100), options)
    await scrollTo(scrollerIn(page.host), 0)
    await vi.waitFor(() => expect(slot(page.host, 'log-header')?.dataset['state']).toBe('older-error'))
    const top = rowsIn(page.host)[0]?.getBoundingClientRect().top
    screen.getByRole('button', { name: 'Try again' }).click()
    await frames(2)
    expect(load).toHaveBeenCalledTimes(2)
    expect(rowsIn(page.host)[0]?.getBoundingClientRect().top).toBe(top)
  })
})

it('draws the line where the reader left off, leaves it there, and puts it in the row of a message', async () => {
  const page = await open(messagesFrom(1, 100))
  const rows = scrollerIn(page.host)
  await scrollTo(rows, 1_000)
  const divided = () => slot(page.host, 'unread-divider')?.closest<HTMLElement>('[data-key]')?.dataset['key']
  page.render(draw(messagesFrom(1, 103)))
  expect(divided()).toBe('message-101')
  await scrollTo(rows, rows.scrollHeight)
  page.render(draw(messagesFrom(1, 110)))
  await frames(2)
  expect(divided()).toBe('message-101')
  expect(slot(page.host, 'jump-to-latest')).toBeNull()
})

/** How far the middle of a message is from the middle of the log, px; infinite where it is no row. */
function fromMiddle(host: HTMLElement, id: string): number {
  const place = rowsIn(host)
    .find((row) => row.dataset['key'] === id)
    ?.getBoundingClientRect()
  const view = scrollerIn(host).getBoundingClientRect()
  return place ? Math.abs(place.top + place.height / 2 - view.top - view.height / 2) : Number.POSITIVE_INFINITY
}

it('goes to a message that is not a row, by its id, and says when there is none', async () => {
  const handle = createRef<ChatLogHandle>()
  const page = openPage()
  page.render(<ChatLogView ref={handle} messages={messagesFrom(1, 1_000)} maxRendered={100} />)
  await frames(2)
  expect(handle.current?.scrollToMessage('message-300')).toBe(true)
  await vi.waitFor(() => expect(fromMiddle(page.host, 'message-300')).toBeLessThan(60))
  expect(handle.current?.scrollToMessage('nobody')).toBe(false)
  handle.current?.scrollToLatest()
  await vi.waitFor(() => expect(keys(page.host).at(-1)).toBe('message-1000'))
  await vi.waitFor(() => expect(fromEnd(page.host)).toBe(0))
})

it('goes to a message just before the first row there is, though the rows that one reads stay rows', async () => {
  const handle = createRef<ChatLogHandle>()
  const page = openPage()
  page.render(<ChatLogView ref={handle} messages={messagesFrom(1, 1_000)} maxRendered={100} />)
  await frames(2)
  await scrollTo(scrollerIn(page.host), 1_000)
  const read = rowBeingRead(page.host)
  expect(keys(page.host)[0]).toBe('message-901')
  handle.current?.scrollToMessage('message-896')
  await vi.waitFor(() => expect(fromMiddle(page.host, 'message-896')).toBeLessThan(60))
  expect(read.isConnected).toBe(true)
})

it('glides to the end that there is when it arrives, not to the one there was', async () => {
  const page = await open(messagesFrom(1, 100))
  await scrollTo(scrollerIn(page.host), 200)
  slot(page.host, 'jump-to-latest')?.click()
  await painted()
  rowsIn(page.host).at(-2)?.style.setProperty('padding-block-end', '300px')
  await vi.waitFor(() => expect(fromEnd(page.host)).toBe(0), { timeout: 5_000 })
  await frames(20)
  expect(fromEnd(page.host)).toBe(0)
  expect(slot(page.host, 'chat-log')?.dataset['atBottom']).toBe('true')
})
