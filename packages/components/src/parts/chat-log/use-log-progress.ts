'use client'

import { useState, useSyncExternalStore } from 'react'
import { look, noProgress } from './log-progress.ts'
import type { LogProgress, Look } from './log-progress.ts'

/**
 * Follows a log from one render to the next.
 *
 * The state changes while rendering, so that a new message and the line above it come in one commit.
 */
export function useLogProgress(seen: Look): LogProgress {
  const isHidden = useSyncExternalStore(onVisibility, isPageHidden, () => false)
  const [before, setProgress] = useState(noProgress)
  const progress = look(before, { ...seen, isAway: seen.isAway || isHidden })
  if (progress !== before) setProgress(progress)
  return progress
}

function isPageHidden(): boolean {
  return document.hidden
}

function onVisibility(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener)
  return () => document.removeEventListener('visibilitychange', listener)
}
