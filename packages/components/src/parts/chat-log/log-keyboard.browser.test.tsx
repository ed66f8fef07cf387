import type { Message as ChatMessage } from '@herenow/react'
import { screen } from '@testing-library/react'
import { createRef } from 'react'
import type { ReactElement } from 'react'
import { expect, it, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { messageAt, messagesFrom } from '../../../test/log-messages.ts'
import { frames, openPage } from '../../../test/page.tsx'
import { rowsIn, scrollerIn } from '../../../test/reading.ts'
import type { ChatLogHandle, ChatLogViewProps } from './chat-log-props.ts'
import { ChatLogView } from './chat-log-view.tsx'

// The log is one stop of the Tab key; within it the arrows go from message to message.

const draw = (messages: readonly ChatMessage[], options: Partial<ChatLogViewProps> = {}): ReactElement => (
  <div style={{ display: 'flex', flexDirection: 'column', blockSize: '100%' }}>
    <button type="button">before</button>
    <ChatLogView currentClientId="ada" {...options} messages={messages} />
    <button type="button">after</button>
  </div>
)

const focused = (): string | null => {
  const active = document.activeElement
  return active?.getAttribute('role') === 'article'
    ? (active.closest<HTMLElement>('[data-key]')?.dataset['key'] ?? null)
    : (active?.getAttribute('role') ?? active?.textContent ?? null)
}

it('is one stop of the Tab key in both directions, whatever links and buttons its messages have', async () => {
  const page = openPage()
  const failed = messageAt(9, { clientId: 'ada', status: 'failed', data: 'https://example.com' })
  page.render(draw([...messagesFrom(1, 8), failed], { onRetry: () => {}, onDiscard: () => {} }))
  const stops: (string | null)[] = []
  await userEvent.click(screen.getByRole('button', { name: 'before' }))
  for (let times = 0; times < 2; times += 1) {
    await userEvent.keyboard('{Tab}')
    stops.push(focused())
  }
  await userEvent.keyboard('{Shift>}{Tab}{/Shift}{End}')
  stops.push(focused())
  await userEvent.keyboard('{Shift>}{Tab}{/Shift}')
  stops.push(focused())
  await userEvent.keyboard('{Tab}')
  stops.push(focused())
  await userEvent.keyboard('{Tab}')
  stops.push(focused())
  expect(stops).toEqual(['log', 'after', 'message-9', 'before', 'message-9', 'after'])
})

it('goes by arrows, Home and End, also to messages that were no rows, and shows where it is', async () => {
  const page = openPage()
  page.render(draw(messagesFrom(1, 600), { maxRendered: 100 }))
  await frames(2)
  scrollerIn(page.host).focus()
  await userEvent.keyboard('{End}{ArrowUp}{ArrowUp}')
  expect(focused()).toBe('message-598')
  await userEvent.keyboard('{Home}')
  expect(focused()).toBe('message-1')
  await userEvent.keyboard('{ArrowDown}')
  expect(focused()).toBe('message-2')
  const view = scrollerIn(page.host).getBoundingClientRect()
  const place = document.activeElement?.getBoundingClientRect()
  expect(place?.top).toBeGreaterThanOrEqual(view.top)
  expect(place?.bottom).toBeLessThanOrEqual(view.bottom)
  await userEvent.keyboard('{End}')
  expect(focused()).toBe('message-600')
})

it('goes into the actions of a message with Enter, between them by arrows, and back with Escape, then to the composer', async () => {
  const page = openPage()
  const onEscape = vi.fn()
  const onRetry = vi.fn()
  const failed = messageAt(2, { clientId: 'ada', status: 'failed' })
  page.render(draw([messageAt(1), failed], { onRetry, onDiscard: () => {}, onEscape }))
  scrollerIn(page.host).focus()
  await userEvent.keyboard('{End}{Enter}')
  expect(focused()).toBe('Retry')
  await userEvent.keyboard('{Enter}')
  expect(onRetry).toHaveBeenCalledWith('message-2')
  await userEvent.keyboard('{ArrowRight}')
  expect(focused()).toBe('Delete')
  await userEvent.keyboard('{Escape}')
  expect(focused()).toBe('message-2')
  expect(onEscape).not.toHaveBeenCalled()
  await userEvent.keyboard('{Escape}')
  expect(onEscape).toHaveBeenCalledOnce()
})

it('shows the action that has the focus, also where a message is higher than the log', async () => {
  const page = openPage()
  const failed = messageAt(9, { clientId: 'ada', status: 'failed', data: 'line\n'.repeat(80) })
  page.render(draw([...messagesFrom(1, 8), failed], { onRetry: () => {} }))
  scrollerIn(page.host).focus()
  await userEvent.keyboard('{Home}{End}{Enter}')
  expect(focused()).toBe('Retry')
  await frames(3)
  const view = scrollerIn(page.host).getBoundingClientRect()
  const place = document.activeElement?.getBoundingClientRect()
  expect(place?.top).toBeGreaterThanOrEqual(view.top)
  expect(place?.bottom).toBeLessThanOrEqual(view.bottom)
})

it('keeps the message that has the focus, however many come after it', async () => {
  const page = openPage()
  page.render(draw(messagesFrom(1, 120), { maxRendered: 100 }))
  await frames(2)
  scrollerIn(page.host).focus()
  await userEvent.keyboard('{End}')
  const active = document.activeElement
  for (let last = 130; last <= 400; last += 30) {
    page.render(draw(messagesFrom(1, last), { maxRendered: 100 }))
    await frames(1)
  }
  expect(active?.isConnected).toBe(true)
  expect(document.activeElement).toBe(active)
  expect(focused()).toBe('message-120')
})

it('hands the focus to the neighbour when the message that had it is deleted', async () => {
  const page = openPage()
  const failed = messageAt(4, { clientId: 'ada', status: 'failed' })
  const discard = vi.fn(() => page.render(draw(messagesFrom(1, 3))))
  page.render(draw([...messagesFrom(1, 3), failed], { onDiscard: discard }))
  scrollerIn(page.host).focus()
  await userEvent.keyboard('{End}{Enter}{Enter}')
  expect(discard).toHaveBeenCalledWith('message-4')
  await vi.waitFor(() => expect(focused()).toBe('message-3'))
  expect(rowsIn(page.host)).toHaveLength(3)
})

it('gives the focus back to the message that had it last, when asked through its handle', async () => {
  const page = openPage()
  const log = createRef<ChatLogHandle>()
  page.render(<ChatLogView ref={log} messages={messagesFrom(1, 20)} />)
  log.current?.focus()
  expect(focused()).toBe('log')
  await userEvent.keyboard('{End}{ArrowUp}')
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
  log.current?.focus()
  expect(focused()).toBe('message-19')
})
