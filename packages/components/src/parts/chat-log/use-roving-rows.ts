'use client'

import type { Message } from '@herenow/react'
import { useRef, useState } from 'react'
import type { FocusEvent, HTMLAttributes, KeyboardEvent, RefObject } from 'react'
import { useBrowserLayoutEffect } from '../../scroll/use-layout-effect.ts'
import type { LogViewportHandle } from './log-viewport.ts'
import { actionsOf, keyOfTarget, lastVisibleKey, nextAction, rowElement } from './row-elements.ts'

/** The keyboard in a log. */
export interface RovingRows {
  /** The message that Tab comes to; `null`: the log itself. */
  readonly activeId: string | null
  /** The message that has the focus, or something in it. */
  readonly focusedId: string | null
  readonly scrollerProps: Pick<HTMLAttributes<HTMLDivElement>, 'tabIndex' | 'onFocus' | 'onBlur' | 'onKeyDown'>
}

interface RovingOptions {
  readonly messages: readonly Message[]
  readonly viewport: RefObject<LogViewportHandle | null>
  /** Escape in a message, not in its actions. */
  readonly onEscape: (() => void) | undefined
}

const moves: Readonly<Record<string, (index: number, last: number) => number>> = {
  ArrowUp: (index) => index - 1,
  ArrowDown: (index) => index + 1,
  Home: () => 0,
  End: (_, last) => last,
}

/**
 * Makes a log one tab stop: arrows, Home and End go from message to message, Enter goes into a message's actions,
 * Escape comes back, and then leaves.
 */
export function useRovingRows({ messages, viewport, onEscape }: RovingOptions): RovingRows {
  const [activeId, setActiveId] = useState<string | null>(null)
  const [hasFocus, setFocus] = useState(false)
  const isActiveThere = activeId !== null && messages.some((message) => message.id === activeId)
  useFocusAfterRemoval(messages, hasFocus ? activeId : null, viewport)
  return {
    activeId: isActiveThere ? activeId : null,
    focusedId: hasFocus && isActiveThere ? activeId : null,
    scrollerProps: {
      tabIndex: isActiveThere ? -1 : 0,
      onFocus: (event: FocusEvent) => {
        const key = keyOfTarget(event.target)
        if (key === null) return
        setActiveId(key)
        setFocus(true)
      },
      onBlur: (event: FocusEvent) => {
        if (keyOfTarget(event.relatedTarget) === null) setFocus(false)
      },
      onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
        if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
        const isDone = onKey(event, { messages, viewport, onEscape })
        if (isDone) event.preventDefault()
      },
    },
  }
}

/** What a key does. Whether it did anything. */
function onKey(event: KeyboardEvent<HTMLElement>, { messages, viewport, onEscape }: RovingOptions): boolean {
  const { target, currentTarget: scroller } = event
  if (!(target instanceof HTMLElement)) return false
  const row = rowElement(target)
  if (row === null) return target === scroller && enterLog(event.key, scroller, messages, viewport)
  const article = row.querySelector<HTMLElement>('[role="article"]')
  if (target !== article) return onActionKey(event, target, article)
  if (event.key === 'Enter') return focusFirst(actionsOf(article))
  if (event.key === 'Escape') {
    if (onEscape) onEscape()
    else scroller.focus({ preventScroll: true })
    return true
  }
  const move = moves[event.key]
  const index = messages.findIndex((message) => message.id === keyOfTarget(target))
  if (move === undefined || index === -1) return false
  const next = Math.max(0, Math.min(messages.length - 1, move(index, messages.length - 1)))
  if (next !== index) viewport.current?.show(next, { align: 'nearest', focus: true })
  return true
}

/** From the log itself the arrows go to what one sees. */
function enterLog(
  key: string,
  scroller: HTMLElement,
  messages: readonly Message[],
  viewport: RovingOptions['viewport'],
): boolean {
  if (moves[key] === undefined || messages.length === 0) return false
  const visible = lastVisibleKey(scroller)
  const seen = messages.findIndex((message) => message.id === visible)
  const last = messages.length - 1
  const index = key === 'Home' ? 0 : key === 'End' || seen === -1 ? last : seen
  viewport.current?.show(index, { align: 'nearest', focus: true })
  return true
}

function onActionKey(event: KeyboardEvent, target: HTMLElement, article: HTMLElement | null): boolean {
  if (article === null) return false
  if (event.key === 'Escape') {
    article.focus({ preventScroll: true })
    return true
  }
  const next = nextAction(article, target, event.key)
  next?.focus()
  return next !== null
}

function focusFirst(actions: readonly HTMLElement[]): boolean {
  actions[0]?.focus()
  return actions.length > 0
}

/** When the message that had the focus is taken out, its neighbour gets it: nobody starts again at the top of the page. */
function useFocusAfterRemoval(
  messages: readonly Message[],
  focusedId: string | null,
  viewport: RefObject<LogViewportHandle | null>,
): void {
  const place = useRef(-1)
  useBrowserLayoutEffect(() => {
    if (focusedId === null) return
    const index = messages.findIndex((message) => message.id === focusedId)
    if (index !== -1) {
      place.current = index
      return
    }
    const active = viewport.current?.scroller()?.ownerDocument.activeElement
    if (active !== null && active?.tagName !== 'BODY') return
    if (messages.length === 0) viewport.current?.scroller()?.focus({ preventScroll: true })
    else viewport.current?.show(Math.min(place.current, messages.length - 1), { align: 'nearest', focus: true })
  }, [messages, focusedId, viewport])
}
