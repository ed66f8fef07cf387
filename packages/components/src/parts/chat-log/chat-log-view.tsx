'use client'

import { forwardRef } from 'react'
import type { ChatLogComponent, ChatLogHandle, ChatLogViewProps } from './chat-log-props.ts'
import { ChatLogShell } from './chat-log-shell.tsx'
import { PlainViewport } from './plain-viewport.tsx'

/**
 * A log of messages, oldest first: it stays at its end while one reads there, and keeps the row that one reads in its
 * place whatever comes above or below.
 *
 * It fills its parent and scrolls inside, so the parent needs a height. Rows are plain elements: searching the page,
 * selecting and printing work.
 */
export const ChatLogView: ChatLogComponent = forwardRef<ChatLogHandle, ChatLogViewProps>(
  function ChatLogView(props, ref) {
    return <ChatLogShell {...props} ref={ref} viewport={PlainViewport} />
  },
)
