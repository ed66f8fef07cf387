import '../../styles/chat.css'
import { RealtimeError } from '@herenow/react'
import type { ConnectionState } from '@herenow/react'
import { act, fireEvent, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { find, render } from '../../../test/render.ts'
import { ConnectionBanner } from '../../index.ts'

const now = new Date('2026-11-21T10:00:00Z')
beforeEach(() => {
  vi.useFakeTimers({ now })
})
afterEach(() => void vi.useRealTimers())

const pass = (milliseconds: number) => act(() => void vi.advanceTimersByTime(milliseconds))
const reason = new RealtimeError({ code: 'connection_closed', message: 'The connection was closed.' })
const away = (lost: boolean, inSeconds: number | null): ConnectionState => ({
  status: 'disconnected',
  since: 0,
  attempt: 2,
  retryAt: inSeconds === null ? null : now.getTime() + inSeconds * 1_000,
  reason,
  lost,
  unreachable: false,
})
const connected: ConnectionState = { status: 'connected', connectionId: '1', clientId: 'ada' }

function show(state: ConnectionState) {
  const page = render(<ConnectionBanner state={state} />)
  const root = () => find('[data-slot="connection-banner"]')
  return {
    ...page,
    turnTo: (next: ConnectionState, queuedCount = 0) =>
      page.rerender(<ConnectionBanner state={next} queuedCount={queuedCount} />),
    text: () => root().textContent,
    height: () => root().getBoundingClientRect().height,
  }
}

it('takes no room until the connection is lost: a first attempt and a blip are not news', () => {
  const { turnTo, text, height } = show({ status: 'connecting' })
  for (const state of [connected, away(false, 1), connected]) {
    turnTo(state)
    expect([text(), height()]).toEqual(['', 0])
  }
  turnTo(away(true, 1))
  expect(height()).toBeGreaterThan(20)
})

it('counts down to the next attempt, for the eyes only', () => {
  const { text, turnTo } = show(away(true, 3))
  expect(text()).toContain('Next try in 3 s')
  pass(1_000)
  expect(text()).toContain('Next try in 2 s')
  pass(2_000)
  expect(text()).toContain('Trying now…')
  turnTo(away(true, 9))
  expect(text()).toContain('Next try in 6 s')
  expect(find('.hn-banner-countdown').getAttribute('aria-hidden')).toBe('true')
})

it('says for four seconds that it is back, once what waited has gone out', () => {
  const { text, turnTo } = show(away(true, null))
  turnTo(away(true, null), 3)
  expect(text()).toContain('3 messages go out when it is back.')
  turnTo(connected, 3)
  expect(text()).toBe('Back online, sending 3 messages…')
  pass(10_000)
  turnTo(connected, 0)
  expect(text()).toBe('Back online, 3 messages sent')
  pass(3_999)
  expect(text()).not.toBe('')
  pass(1)
  expect(text()).toBe('')
})

it('says why it won’t be tried again, and leaves no timer when it is taken away', () => {
  const { text, turnTo, rerender } = show({
    status: 'failed',
    reason: new RealtimeError({ code: 'unauthorized', message: 'The token was refused.' }),
  })
  expect(text()).toBe('Not connected. The token was refused.')
  turnTo(away(true, 5))
  turnTo(connected)
  rerender(null)
  expect(vi.getTimerCount()).toBe(0)
})

it('offers to try now only if somebody does', () => {
  const onRetry = vi.fn<() => void>()
  const { rerender } = show(away(true, null))
  expect(screen.queryByRole('button')).toBeNull()
  rerender(<ConnectionBanner state={away(true, null)} onRetry={onRetry} />)
  fireEvent.click(screen.getByRole('button', { name: 'Retry now' }))
  expect(onRetry).toHaveBeenCalledOnce()
})
