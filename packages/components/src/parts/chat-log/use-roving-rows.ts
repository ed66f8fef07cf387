'use client'

import type { Message } from '@herenow/react'
import { useRef, useState } from 'react'
import type { FocusEvent, HTMLAttributes, KeyboardEvent, RefObject } from 'react'
import { useBrowserLayoutEffect } from '../../scroll/use-layout-effect.ts'
import type { LogViewportHandle } from './log-viewport.ts'
import { actionsOf, articleOf, lastVisibleKey, nextAction, rowOf } from './row-elements.ts'

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

const calmly = { preventScroll: true }

/**
 * Makes a log one tab stop: arrows, Home and End go from message to message, Enter goes into a message's actions,
 * Escape comes back, and then leaves.
 */
export function useRovingRows(options: RovingOptions): RovingRows {
  const [lastId, setLastId] = useState<string>()
  const [hasFocus, setFocus] = useState(false)
  const index = indexOf(lastId, options)
  const activeId = options.messages[index]?.id ?? null
  useFocusAfterRemoval(hasFocus, index, options)
  return {
    activeId,
    focusedId: hasFocus ? activeId : null,
    scrollerProps: {
      tabIndex: activeId === null ? 0 : -1,
      onFocus: ({ target }: FocusEvent) => {
        const key = rowOf(target)?.dataset['key']
        if (key === undefined) return
        setLastId(key)
        setFocus(true)
      },
      onBlur: ({ relatedTarget }: FocusEvent) => {
        if (rowOf(relatedTarget) === null) setFocus(false)
      },
      onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
        if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
        if (event.target instanceof HTMLElement && onKey(event, event.target, options)) event.preventDefault()
      },
    },
  }
}

/** What a key does. Whether it did anything. */
function onKey(
  { key, currentTarget }: KeyboardEvent<HTMLElement>,
  target: HTMLElement,
  options: RovingOptions,
): boolean {
  const row = rowOf(target)
  const article = articleOf(row)
  if (article === null)
    return target === currentTarget && goFrom(indexOf(lastVisibleKey(target), options), 0, key, options)
  if (target !== article) {
    return key === 'Escape' ? focus(article, calmly) : focus(nextAction(article, target, key))
  }
  if (key === 'Enter') return focus(actionsOf(article)[0])
  if (key !== 'Escape') return goFrom(indexOf(row?.dataset['key'], options), 1, key, options)
  if (options.onEscape === undefined) return focus(currentTarget, calmly)
  options.onEscape()
  return true
}

/** @param step - how far an arrow goes: from the log itself it goes to what one sees */
function goFrom(index: number, step: number, key: string, { messages, viewport }: RovingOptions): boolean {
  const last = messages.length - 1
  const from = index === -1 ? last : index
  const places: Readonly<Record<string, number>> = { ArrowUp: from - step, ArrowDown: from + step, Home: 0, End: last }
  const to = places[key]
  if (to === undefined || last === -1) return false
  viewport.current?.show(Math.max(0, Math.min(last, to)), { align: 'nearest', focus: true })
  return true
}

/** An action may be out of view where a message is higher than the log: the browser shows it, unless told not to. */
function focus(element: HTMLElement | undefined, options?: FocusOptions): boolean {
  element?.focus(options)
  return element !== undefined
}

/** When the message that had the focus is taken out, its neighbour gets it: nobody starts again at the top of the page. */
function useFocusAfterRemoval(hasFocus: boolean, index: number, { messages, viewport }: RovingOptions): void {
  const place = useRef(0)
  useBrowserLayoutEffect(() => {
    const scroller = viewport.current?.scroller()
    if (!hasFocus || !scroller) return
    if (index !== -1) {
      place.current = index
      return
    }
    const { activeElement, body } = scroller.ownerDocument
    if (activeElement !== null && activeElement !== body) return
    const last = messages.length - 1
    if (last === -1) scroller.focus(calmly)
    else viewport.current?.show(Math.min(place.current, last), { align: 'nearest', focus: true })
  }, [messages, hasFocus, index, viewport])
}

function indexOf(id: string | undefined, { messages }: RovingOptions): number {
  return messages.findLastIndex((message) => message.id === id)
}
