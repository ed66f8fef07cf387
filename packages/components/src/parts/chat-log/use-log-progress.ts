'use client'

import type { Message } from '@herenow/react'
import { useState, useSyncExternalStore } from 'react'
import { countOwnSends } from './own-sends.ts'
import type { OwnSends } from './own-sends.ts'
import { look, nothingUnread } from './unread.ts'
import type { Unread } from './unread.ts'

/** What has happened to a log since it is shown. */
export interface LogProgress {
  readonly unread: Unread
  readonly ownSends: number
}

interface LogProgressOptions {
  readonly messages: readonly Message[]
  readonly isLoaded: boolean
  readonly ownClientId: string | null
  /** The end of the log is in view. */
  readonly isAtEnd: boolean
  readonly unreadAfterId: string | null
}

/**
 * Follows a log from one render to the next.
 *
 * The state changes while rendering, so that a new message and the line above it come in one commit.
 */
export function useLogProgress(options: LogProgressOptions): LogProgress {
  const { messages, isLoaded, ownClientId, isAtEnd, unreadAfterId } = options
  const isHidden = useSyncExternalStore(onVisibility, isPageHidden, () => false)
  const [unread, setUnread] = useState<Unread>(nothingUnread)
  const [sends, setSends] = useState<OwnSends>({ messages, count: 0 })
  const nextUnread = look(unread, { messages, isLoaded, isAway: isHidden || !isAtEnd, ownClientId, unreadAfterId })
  const wasLoaded = unread.newestId !== undefined
  const nextSends = countOwnSends(sends, messages, ownClientId, wasLoaded)
  if (nextUnread !== unread) setUnread(nextUnread)
  if (nextSends !== sends) setSends(nextSends)
  return { unread: nextUnread, ownSends: nextSends.count }
}

function isPageHidden(): boolean {
  return document.hidden
}

function onVisibility(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener)
  return () => document.removeEventListener('visibilitychange', listener)
}
