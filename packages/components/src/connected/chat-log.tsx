'use client'

import { ChatLogView } from '../parts/chat-log/chat-log-view.tsx'
import { connectChatLog } from './connect-chat-log.ts'
import type { ConnectedChatLog } from './connect-chat-log.ts'

/**
 * A log of messages, oldest first: it stays at its end while one reads there, and keeps the row that one reads in its
 * place whatever comes above or below.
 *
 * It fills its parent and scrolls inside, so the parent needs a height. Rows are plain elements: searching the page,
 * selecting and printing work.
 */
export const ChatLog: ConnectedChatLog = connectChatLog(ChatLogView)
