import type { Message as ChatMessage } from '@herenow/react'
import { screen } from '@testing-library/react'
import type { ReactElement } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { HerenowUI } from '../config/herenow-ui.tsx'
import { messageAt, messagesFrom } from '../../test/log-messages.ts'
import { openPage } from '../../test/page.tsx'
import type { ChatLogViewProps } from '../parts/chat-log/chat-log-props.ts'
import { ChatLogView } from '../parts/chat-log/chat-log-view.tsx'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const draw = (messages: readonly ChatMessage[], options: Partial<ChatLogViewProps> = {}): ReactElement => (
  <ChatLogView currentClientId="ada" {...options} messages={messages} />
)
const regions = (): readonly Element[] => [...document.querySelectorAll('[data-slot="announcer"]')]
const spoken = (): string =>
  regions()
    .map((region) => region.textContent)
    .join('|')
const hello = messageAt(11, { info: { name: 'Grace' }, data: { text: 'hello' } })

it('says one new message, and how many when several come within a second', () => {
  const page = openPage()
  page.render(draw(messagesFrom(1, 10)))
  expect(spoken()).toBe('')
  page.render(draw([...messagesFrom(1, 10), hello]))
  expect(spoken()).toBe('Grace: hello')
  for (let last = 12; last <= 16; last += 1)
    page.render(draw([...messagesFrom(1, 10), hello, ...messagesFrom(12, last)]))
  expect(spoken()).toBe('Grace: hello')
  vi.advanceTimersByTime(1_000)
  expect(spoken()).toBe('5 new messages')
})

it('says nothing of history, older pages, our own messages, and changes of a message', () => {
  const page = openPage()
  const own = messageAt(12, { clientId: 'ada', status: 'sending' })
  page.render(draw([], { status: 'pending' }))
  page.render(draw(messagesFrom(1, 10)))
  page.render(draw(messagesFrom(-40, 10)))
  page.render(draw([...messagesFrom(-40, 10), own]))
  page.render(draw([...messagesFrom(-40, 10), { ...own, status: 'sent' }]))
  page.render(draw([...messagesFrom(-40, 9), messageAt(10, { data: 'edited' }), { ...own, status: 'sent' }]))
  vi.advanceTimersByTime(5_000)
  expect(spoken()).toBe('')
})

it('says once that a message of ours failed, and again when it failed again', () => {
  const page = openPage()
  const own = (status: ChatMessage['status']) =>
    draw([...messagesFrom(1, 3), messageAt(4, { clientId: 'ada', status, data: 'cake?' })])
  page.render(draw(messagesFrom(1, 3)))
  page.render(own('sending'))
  page.render(own('failed'))
  expect(spoken()).toBe('Not sent: cake?')
  const told = regions()[0]?.firstChild
  page.render(own('failed'))
  vi.advanceTimersByTime(3_000)
  expect(regions()[0]?.firstChild).toBe(told)
  page.render(own('sending'))
  page.render(own('failed'))
  expect(regions()[0]?.firstChild).not.toBe(told)
  expect(spoken()).toBe('Not sent: cake?')
})

it('says only how many, or nothing, when told so', () => {
  const page = openPage()
  page.render(draw(messagesFrom(1, 10), { announce: 'count' }))
  page.render(draw([...messagesFrom(1, 10), hello], { announce: 'count' }))
  expect(spoken()).toBe('1 new message')
  page.unmount()
  const silent = openPage()
  silent.render(draw(messagesFrom(1, 10), { announce: 'off' }))
  silent.render(draw([...messagesFrom(1, 10), hello], { announce: 'off' }))
  expect(spoken()).toBe('')
})

it('uses one region for all logs, in the container that a provider names, and takes it away with the last', () => {
  const page = openPage()
  page.render(
    <>
      {draw(messagesFrom(1, 3))}
      {draw(messagesFrom(1, 4))}
    </>,
  )
  expect(regions()).toHaveLength(1)
  expect(regions()[0]?.parentElement).toBe(document.body)
  expect(regions()[0]?.getAttribute('aria-live')).toBe('polite')
  page.unmount()
  expect(regions()).toHaveLength(0)
  const dialog = openPage()
  dialog.render(<HerenowUI portalContainer={dialog.host}>{draw(messagesFrom(1, 3))}</HerenowUI>)
  expect(regions()[0]?.parentElement).toBe(dialog.host)
})

it('leaves the log itself silent: it would be read again when older messages come', () => {
  const page = openPage()
  page.render(draw(messagesFrom(1, 3)))
  expect(screen.getByRole('log', { name: 'Messages' }).getAttribute('aria-live')).toBe('off')
})
