// @vitest-environment jsdom

import { createHub } from '@herenow/memory'
import { createClient, RealtimeProvider } from '@herenow/react'
import { cleanup, fireEvent, render } from '@testing-library/react'
import { createElement } from 'react'
import type { ReactElement } from 'react'
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import {
  ChatLog,
  ChatPanel,
  Composer,
  ConnectionBanner,
  LiveCursors,
  OccupancyBadge,
  PresenceAvatars,
  PresenceList,
  PresencePopover,
  TypingIndicator,
} from './index.ts'

// Tests of applications run in jsdom, which has no layout and lacks much of what a browser has. There the components
// needn't look right, but they have to be there and to do what is asked of them.

const room = 'room:lobby'
const wrong: unknown[] = []

beforeEach(() => {
  wrong.length = 0
  // Missing in earlier versions of jsdom.
  vi.stubGlobal('CSS', undefined)
  vi.spyOn(console, 'error').mockImplementation((...words) => void wrong.push(words))
  const onError = (event: ErrorEvent): void => void wrong.push(event.error)
  window.addEventListener('error', onError)
  return () => {
    window.removeEventListener('error', onError)
    vi.restoreAllMocks()
    vi.unstubAllGlobals()
  }
})

function show(element: ReactElement) {
  const hub = createHub()
  const lines = Array.from({ length: 120 }, (_, index) => ({
    name: 'said',
    data: `Line ${index + 1}`,
    clientId: 'ben',
  }))
  hub.seedHistory(room, lines)
  const client = createClient({ adapter: hub.adapter(), clientId: 'ada', info: { name: 'Ada' } })
  const guests = Array.from({ length: 8 }, (_, index) =>
    createClient({ adapter: hub.adapter(), clientId: `g${index}` }),
  )
  for (const guest of guests) void guest.channel(room).presence.enter()
  const { container, unmount } = render(createElement(RealtimeProvider, { client }, element), {
    reactStrictMode: true,
  })
  onTestFinished(async () => {
    cleanup()
    await Promise.all([client, ...guests].map((each) => each.close()))
  })
  const find = (selector: string): HTMLElement =>
    container.querySelector<HTMLElement>(selector) ?? expect.fail(`no ${selector} in ${container.innerHTML}`)
  return { container, find, unmount, hub }
}

it('lacks what browsers have', () => {
  const missing = ['ResizeObserver', 'IntersectionObserver', 'matchMedia', 'visualViewport'] as const
  expect(missing.filter((name) => window[name] !== undefined)).toEqual([])
  expect('showPopover' in HTMLElement.prototype).toBe(false)
})

const channel = room

it.each<readonly [string, ReactElement, string]>([
  ['ChatLog', createElement(ChatLog, { channel }), 'Line 120'],
  ['ChatPanel', createElement(ChatPanel, { channel }), 'Line 120'],
  ['Composer', createElement(Composer, { channel }), ''],
  ['ConnectionBanner', createElement(ConnectionBanner, { channel }), ''],
  ['LiveCursors', createElement(LiveCursors, { channel }), ''],
  ['OccupancyBadge', createElement(OccupancyBadge, { channel }), '8 people here'],
  ['PresenceAvatars', createElement(PresenceAvatars, { channel }), '+3'],
  ['PresenceList', createElement(PresenceList, { channel }), 'g7'],
  ['PresencePopover', createElement(PresencePopover, { channel }), '8 people here'],
  ['TypingIndicator', createElement(TypingIndicator, { channel }), ''],
])('%s is there, and goes', async (name, element, text) => {
  const { container, find, unmount } = show(element)
  if (name === 'PresenceList') await vi.waitFor(() => expect(find('ul').children).toHaveLength(8))
  else await vi.waitFor(() => expect(container.textContent).toContain(text))
  expect(container.firstElementChild).not.toBeNull()
  unmount()
  expect(wrong).toEqual([])
})

it('opens the list of people, and closes it', async () => {
  const { container, find } = show(createElement(PresenceAvatars, { channel }))
  await vi.waitFor(() => expect(container.textContent).toContain('+3'))
  const button = find('.hn-presence-avatars-more')
  fireEvent.click(button)
  await vi.waitFor(() => expect(find('[role="dialog"] ul').children).toHaveLength(8))
  expect(button.getAttribute('aria-expanded')).toBe('true')
  fireEvent.click(button)
  await vi.waitFor(() => expect(button.getAttribute('aria-expanded')).toBe('false'))
  expect(wrong).toEqual([])
})

it('sends what one writes, and is used by keyboard', async () => {
  const { container, find } = show(createElement(ChatPanel, { channel }))
  await vi.waitFor(() => expect(container.textContent).toContain('Line 120'))
  const field = find('textarea')
  fireEvent.input(field, { target: { value: 'Hello' } })
  fireEvent.keyDown(field, { key: 'Enter' })
  await vi.waitFor(() => expect(find('[data-own="true"][data-status="sent"]').textContent).toContain('Hello'))
  const log = find('[role="log"]')
  log.focus()
  for (const name of ['End', 'ArrowUp', 'Home', 'Enter', 'Escape']) {
    fireEvent.keyDown(document.activeElement ?? log, { key: name })
  }
  expect(wrong).toEqual([])
})
