'use client'

import { forwardRef } from 'react'
import { connectChatLog } from '../connected/connect-chat-log.ts'
import type { ConnectedChatLog } from '../connected/connect-chat-log.ts'
import type { ChatLogHandle, ChatLogViewProps } from '../parts/chat-log/chat-log-props.ts'
import { ChatLogShell } from '../parts/chat-log/chat-log-shell.tsx'
import { VirtualViewport } from './virtual-viewport.tsx'

/**
 * The same log for thousands of messages at once: only those in view are elements.
 *
 * Needs `@tanstack/react-virtual`. Searching the page finds only what is in view, and `maxRendered` has no meaning; up
 * to some hundred messages the plain `ChatLog` is the better one.
 */
export const ChatLog: ConnectedChatLog = connectChatLog(
  forwardRef<ChatLogHandle, ChatLogViewProps>(function VirtualChatLog(props, ref) {
    return <ChatLogShell {...props} ref={ref} viewport={VirtualViewport} />
  }),
)
