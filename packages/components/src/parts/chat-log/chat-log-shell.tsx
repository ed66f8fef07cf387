'use client'

import { forwardRef, useCallback, useEffect, useImperativeHandle, useMemo, useRef, useState } from 'react'
import type { ForwardedRef, ForwardRefExoticComponent, ReactElement, RefAttributes, RefObject } from 'react'
import { classNames } from '../../anatomy/class-names.ts'
import { useMessageAnnouncements } from '../../announcer/use-message-announcements.ts'
import { useStrings } from '../../config/use-strings.ts'
import { logEnglish } from '../../strings/log-english.ts'
import { JumpToLatest } from '../jump-to-latest/jump-to-latest.tsx'
import type { ChatLogHandle, ChatLogOptions, ChatLogViewProps } from './chat-log-props.ts'
import { chatLogRest } from './chat-log-rest.ts'
import { LogHeader } from './log-header.tsx'
import type { LogHeaderState } from './log-header.tsx'
import { LogPlaceholder } from './log-placeholder.tsx'
import type { LogViewport, LogViewportHandle, ViewportStatus } from './log-viewport.ts'
import { isLoading } from './older.ts'
import { useLogProgress } from './use-log-progress.ts'
import { useLogRows } from './use-log-rows.tsx'
import { useOlder } from './use-older.ts'
import type { Older } from './use-older.ts'
import { useRovingRows } from './use-roving-rows.ts'

interface ShellProps extends ChatLogViewProps {
  readonly viewport: LogViewport
}

const atEnd: ViewportStatus = { isPinned: true, isFar: false }

/** A log on any viewport: what is unread, what is announced, the keyboard, and the ends of the log. */
export const ChatLogShell: ForwardRefExoticComponent<ShellProps & RefAttributes<ChatLogHandle>> = forwardRef(
  function ChatLogShell(props: ShellProps, ref: ForwardedRef<ChatLogHandle>) {
    const { messages, status = 'ready', maxRendered = 400, render, className, slots, viewport: Viewport } = props
    const strings = useStrings(logEnglish)
    const viewport = useRef<LogViewportHandle>(null)
    const element = useRef<HTMLDivElement>(null)
    const [{ isPinned, isFar }, onStatus] = useViewportStatus(props.onAtBottomChange)
    const ownClientId = props.currentClientId ?? null
    const isLoaded = status === 'ready'
    const progress = useLogProgress({
      messages,
      isLoaded,
      ownClientId,
      isAtEnd: isPinned,
      unreadAfterId: props.unreadAfterId ?? null,
    })
    useMessageAnnouncements({ messages, isLoaded, ownClientId, mode: props.announce ?? 'full' })
    const older = useOlder({
      canLoad: isLoaded && messages.length > 0 && props.hasOlder === true,
      onLoadOlder: props.onLoadOlder,
      firstId: messages[0]?.id,
    })
    const roving = useRovingRows({ messages, viewport, onEscape: props.onEscape })
    const renderRows = useLogRows(props, progress.unread.dividerAfterId, roving.activeId)
    useHandle(ref, { messages, viewport, element, activeId: roving.activeId })
    const jump = useCallback(() => {
      // The button is about to go, and the focus must not go with it.
      viewport.current?.scroller()?.focus({ preventScroll: true })
      viewport.current?.toEnd({ smooth: true })
    }, [])
    const Jump = slots?.JumpToLatest ?? JumpToLatest
    const own = {
      ...chatLogRest(props),
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
            focusedId={roving.focusedId}
            renderRows={renderRows}
            ownSends={progress.ownSends}
            onStatus={onStatus}
            onNearStart={older.onNearStart}
            header={messages.length > 0 && <Header props={props} older={older} />}
            placeholder={messages.length === 0 && <Placeholder props={props} older={older} />}
            scrollerProps={{
              className: 'hn-log-scroller',
              role: 'log',
              'aria-label': strings.messages,
              'aria-live': 'off',
              'aria-busy': status === 'pending',
              ...roving.scrollerProps,
            }}
          />
          {!isPinned && (isFar || progress.unread.count > 0) && <Jump count={progress.unread.count} onClick={jump} />}
        </>
      ),
    }
    return render ? render(own, { status, isAtBottom: isPinned }) : <div {...own} />
  },
)

interface EndProps {
  readonly props: ChatLogOptions
  readonly older: Older
}

function Header({ props, older }: EndProps): ReactElement {
  const reason = props.status === 'error' ? props.error?.message : props.olderError?.message
  return <LogHeader state={headerState(props, older)} reason={reason} onAsk={older.ask} />
}

function headerState({ status, hasOlder, olderError }: ChatLogOptions, older: Older): LogHeaderState {
  if (isLoading(older.phase)) return 'loading'
  if (status === 'error') return 'error'
  if (older.phase === 'failed' || (olderError ?? null) !== null) return 'older-error'
  return hasOlder === true || status === 'pending' ? 'quiet' : 'begins'
}

function Placeholder({ props, older }: EndProps): ReactElement {
  const { status = 'ready', error, empty, onLoadOlder } = props
  const shown = isLoading(older.phase) ? 'pending' : status
  return <LogPlaceholder status={shown} reason={error?.message} empty={empty} onAsk={onLoadOlder && older.ask} />
}

function useViewportStatus(
  onAtBottomChange: ((isAtBottom: boolean) => void) | undefined,
): [ViewportStatus, (status: ViewportStatus) => void] {
  const [status, setStatus] = useState(atEnd)
  const told = useRef(true)
  const { isPinned } = status
  useEffect(() => {
    if (told.current === isPinned) return
    told.current = isPinned
    onAtBottomChange?.(isPinned)
  }, [isPinned, onAtBottomChange])
  const onStatus = useCallback((next: ViewportStatus) => {
    setStatus((before) => (before.isPinned === next.isPinned && before.isFar === next.isFar ? before : next))
  }, [])
  return [status, onStatus]
}

interface HandleParts {
  readonly messages: ChatLogOptions['messages']
  readonly viewport: RefObject<LogViewportHandle | null>
  readonly element: RefObject<HTMLDivElement | null>
  readonly activeId: string | null
}

function useHandle(ref: ForwardedRef<ChatLogHandle>, { messages, viewport, element, activeId }: HandleParts): void {
  const handle = useMemo<ChatLogHandle>(() => {
    const show = (id: string | null, focus: boolean): boolean => {
      const index = messages.findIndex((message) => message.id === id)
      if (index !== -1) viewport.current?.show(index, { align: focus ? 'nearest' : 'center', focus })
      return index !== -1
    }
    return {
      scrollToLatest: () => viewport.current?.toEnd({ smooth: true }),
      scrollToMessage: (messageId) => show(messageId, false),
      focus: () => {
        if (!show(activeId, true)) viewport.current?.scroller()?.focus({ preventScroll: true })
      },
      element: () => element.current,
    }
  }, [messages, viewport, element, activeId])
  useImperativeHandle(ref, () => handle, [handle])
}
