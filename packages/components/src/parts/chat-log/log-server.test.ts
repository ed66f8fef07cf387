import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, it, vi } from 'vitest'
import { messagesFrom } from '../../../test/log-messages.ts'
import { ChatLogView } from './chat-log-view.tsx'

it('renders on a server, every message of it, and complains of nothing', () => {
  const complaint = vi.spyOn(console, 'error')
  const html = renderToString(createElement(ChatLogView, { messages: messagesFrom(1, 30), currentClientId: 'ada' }))
  expect(html.match(/role="article"/g)).toHaveLength(30)
  expect(html).toContain('role="log"')
  expect(html).toContain('November 20, 2026')
  expect(complaint).not.toHaveBeenCalled()
})
