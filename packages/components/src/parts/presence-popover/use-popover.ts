'use client'

import { useEffect, useId, useRef, useState } from 'react'
import type { CSSProperties, RefObject } from 'react'
import { useBrowserLayoutEffect } from '../../scroll/use-layout-effect.ts'
import { keepInPlace } from './keep-in-place.ts'

/** A button and the panel that it opens. */
export interface Popover {
  readonly isOpen: boolean
  readonly panelId: string
  readonly button: RefObject<HTMLButtonElement | null>
  readonly panel: RefObject<HTMLDivElement | null>
  /** For both elements: the name by which CSS places one at the other. */
  readonly style: CSSProperties
}

/**
 * The browser's own popover: it closes by Escape, by a click elsewhere, and by its button, and covers everything.
 *
 * Opening it leaves the focus where it is.
 */
export function usePopover(): Popover {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const [isOpen, setIsOpen] = useState(false)
  // Before anybody sees the button: one that is seen works.
  useBrowserLayoutEffect(() => {
    const [opener, opened] = [button.current, panel.current]
    if (opener === null || opened === null) return undefined
    // Said through the property: React 18 and 19 spell the attribute differently.
    opener.popoverTargetElement = opened
    // Filled before it is shown, emptied after it is hidden: the focus can be given back only from what still stands.
    const onBefore = ({ newState }: ToggleEvent) => newState === 'open' && setIsOpen(true)
    const onAfter = ({ newState }: ToggleEvent) => newState === 'closed' && setIsOpen(false)
    const over = new AbortController()
    opened.addEventListener('beforetoggle', onBefore, over)
    opened.addEventListener('toggle', onAfter, over)
    return () => over.abort()
  }, [])
  useEffect(() => {
    const [opener, opened] = [button.current, panel.current]
    if (!isOpen || opener === null || opened === null || CSS.supports('anchor-name', '--a')) return undefined
    return keepInPlace(opener, opened)
  }, [isOpen])
  const panelId = `hn-${id.replace(/[^a-z\d]/gi, '')}`
  const style: CSSProperties & { '--hn-anchor': string } = { '--hn-anchor': `--${panelId}` }
  return { isOpen, panelId, button, panel, style }
}
