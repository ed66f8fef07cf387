'use client'

import type { Message } from '@herenow/react'
import { forwardRef, useCallback, useEffect, useImperativeHandle, useRef, useState } from 'react'
import type { ForwardedRef, ForwardRefExoticComponent, RefAttributes, RefObject } from 'react'
import { classNames } from '../../anatomy/class-names.ts'
import { useAnnouncements } from '../../announcer/use-announcements.ts'
import { useStrings } from '../../config/use-strings.ts'
import { useBrowserLayoutEffect } from '../../scroll/use-layout-effect.ts'
import { logEnglish } from '../../strings/log-english.ts'
import { JumpToLatest } from '../jump-to-latest/jump-to-latest.tsx'
import type { ChatLogHandle, ChatLogViewProps } from './chat-log-props.ts'
import { LogEdge } from './log-edge.tsx'
import type { LogViewport, LogViewportHandle, ViewportStatus } from './log-viewport.ts'
import { useOlder } from './older.ts'
import { useLogProgress } from './use-log-progress.ts'
import { useLogRows } from './use-log-rows.tsx'
import { useRovingRows } from './use-roving-rows.ts'

interface ShellProps extends ChatLogViewProps {
  readonly viewport: LogViewport
}

const calmly = { preventScroll: true }

/** A log on any viewport: what is unread, what is announced, the keyboard, and the ends of the log. */
export const ChatLogShell: ForwardRefExoticComponent<ShellProps & RefAttributes<ChatLogHandle>> = forwardRef<
  ChatLogHandle,
  ShellProps
>(function ChatLogShell(props, ref) {
  const { viewport: Viewport, render, className, ...options } = props
  const {
    messages,
    currentClientId: ownClientId = null,
    status = 'ready',
    hasOlder = false,
    onLoadOlder,
    unreadAfterId = null,
    maxRendered = 400,
    announce = 'full',
    onAtBottomChange,
    onEscape,
    slots,
    error,
    olderError,
    empty,
    // What rows look at, and nothing on the element.
    gaps: _gaps,
    grouping: _grouping,
    onRetry: _onRetry,
    onDiscard: _onDiscard,
    renderMessage: _renderMessage,
    renderers: _renderers,
    ...rest
  } = options
  const strings = useStrings(logEnglish)
  const viewport = useRef<LogViewportHandle>(null)
  const element = useRef<HTMLDivElement>(null)
  const [viewportStatus, onStatus] = useViewportStatus(onAtBottomChange)
  const { isPinned, isFar } = viewportStatus
  const isLoaded = status === 'ready'
  const progress = useLogProgress({ messages, isLoaded, isAway: !isPinned, ownClientId, unreadAfterId })
  const { news, ownSends, dividerAfterId, unreadCount } = progress
  useAnnouncements(news, announce)
  // Whoever speaks wants to be at the end.
  useBrowserLayoutEffect(() => {
    if (ownSends > 0) viewport.current?.toEnd(false)
  }, [ownSends])
  const canLoad = isLoaded && messages.length > 0 && hasOlder === true
  const older = useOlder({ canLoad, onLoadOlder, firstId: messages[0]?.id })
  const { activeId, focusedId, scrollerProps } = useRovingRows({ messages, viewport, onEscape })
  const renderRows = useLogRows(props, dividerAfterId, activeId)

  useHandle(ref, { messages, viewport, element, activeId })
  const Jump = slots?.JumpToLatest ?? JumpToLatest
  const own = {
    ...rest,
    ref: element,
    className: classNames('hn-chat-log', className),
    'data-slot': 'chat-log',
    'data-state': status,
    'data-at-bottom': isPinned,
    children: (
      <>
        <Viewport
          ref={viewport}
          messages={messages}
          maxRendered={maxRendered}
          focusedId={focusedId}
          renderRows={renderRows}
          status={viewportStatus}
          onStatus={onStatus}
          onNearStart={older.onNearStart}
          edge={
            <LogEdge
              {...{ status, error, hasOlder, olderError, empty, onLoadOlder, older, isEmpty: messages.length === 0 }}
            />
          }
          scrollerProps={{
            className: 'hn-log-scroller',
            role: 'log',
            'aria-label': strings.messages,
            'aria-live': 'off',
            'aria-busy': status === 'pending',
            ...scrollerProps,
          }}
        />
        {!isPinned && (isFar || unreadCount > 0) && (
          <Jump
            count={unreadCount}
            onClick={() => {
              // The button is about to go, and the focus must not go with it.
              viewport.current?.scroller()?.focus(calmly)
              viewport.current?.toEnd(true)
            }}
          />
        )}
      </>
    ),
  }
  return render ? render(own, { status, isAtBottom: isPinned }) : <div {...own} />
})

const atEnd: ViewportStatus = { isPinned: true, isFar: false, isHeld: false }

function useViewportStatus(
  onAtBottomChange: ((isAtBottom: boolean) => void) | undefined,
): [ViewportStatus, (status: ViewportStatus) => void] {
  const [status, setStatus] = useState(atEnd)
  const told = useRef(true)
  useEffect(() => {
    if (told.current === status.isPinned) return
    told.current = status.isPinned
    onAtBottomChange?.(status.isPinned)
  })
  const onStatus = useCallback((next: ViewportStatus) => {
    // React may compute this more than once for one update: another object each time would be another state.
    setStatus((before) => (isSame(before, next) ? before : next))
  }, [])
  return [status, onStatus]
}

function isSame(a: ViewportStatus, b: ViewportStatus): boolean {
  return a.isPinned === b.isPinned && a.isFar === b.isFar && a.isHeld === b.isHeld
}

interface HandleParts {
  readonly messages: readonly Message[]
  readonly viewport: RefObject<LogViewportHandle | null>
  readonly element: RefObject<HTMLDivElement | null>
  readonly activeId: string | null
}

function useHandle(ref: ForwardedRef<ChatLogHandle>, { messages, viewport, element, activeId }: HandleParts): void {
  useImperativeHandle(ref, () => {
    const show = (id: string | null, focus: boolean): boolean => {
      const index = messages.findLastIndex((message) => message.id === id)
      if (index !== -1) viewport.current?.show(index, { align: focus ? 'nearest' : 'center', focus })
      return index !== -1
    }
    return {
      scrollToLatest: () => viewport.current?.toEnd(true),
      scrollToMessage: (messageId) => show(messageId, false),
      focus: () => {
        if (!show(activeId, true)) viewport.current?.scroller()?.focus(calmly)
      },
      element: () => element.current,
    }
  }, [messages, viewport, element, activeId])
}
