'use client'

import type { Gap } from '@herenow/react'
import { useCallback, useMemo, useRef } from 'react'
import type { ReactElement } from 'react'
import { useFormatters } from '../../config/use-config.ts'
import { useBrowserLayoutEffect } from '../../scroll/use-layout-effect.ts'
import type { ChatLogOptions } from './chat-log-props.ts'
import { logEntries, rememberDays } from './log-entry.ts'
import { LogRow } from './log-row.tsx'
import type { MessageRenderer } from './log-row.tsx'

const fiveMinutes = 300_000
const noGaps: readonly Gap[] = []

/** Draws a piece of a log as rows. */
export function useLogRows(
  options: ChatLogOptions,
  unreadAfterId: string | null,
  activeId: string | null,
): (start: number, end: number) => readonly ReactElement[] {
  const { messages, gaps = noGaps, grouping, currentClientId = null, renderMessage, renderers, slots } = options
  const { day } = useFormatters()
  // Named with its year, so that the same day of two years isn't one.
  const dayOf = useMemo(() => rememberDays((timestamp) => day(timestamp, 0)), [day])
  const onRetry = useNewest(options.onRetry)
  const onDiscard = useNewest(options.onDiscard)
  return (start, end) =>
    logEntries(messages, start, end, { gaps, unreadAfterId, groupingMs: grouping?.ms ?? fiveMinutes, dayOf }).map(
      (entry) => (
        <LogRow
          key={entry.message.id}
          {...entry}
          own={entry.message.clientId === currentClientId}
          isActive={entry.message.id === activeId}
          onRetry={onRetry}
          onDiscard={onDiscard}
          renderMessage={renderMessage}
          renderer={rendererOf(renderers, entry.message.name)}
          slots={slots}
        />
      ),
    )
}

/** Names come from others: one such as `constructor` is no renderer of ours. */
function rendererOf(renderers: ChatLogOptions['renderers'], name: string): MessageRenderer | undefined {
  return renderers !== undefined && Object.hasOwn(renderers, name) ? renderers[name] : undefined
}

type Action = (messageId: string) => void

/** The same function for ever, which calls the newest: inline handlers render no row again. */
function useNewest(action: Action | undefined): Action | undefined {
  const newest = useRef(action)
  useBrowserLayoutEffect(() => {
    newest.current = action
  })
  const call = useCallback<Action>((messageId) => newest.current?.(messageId), [])
  return action === undefined ? undefined : call
}
