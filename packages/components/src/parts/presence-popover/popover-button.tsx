'use client'

import { forwardRef, useEffect, useId, useImperativeHandle, useRef, useState } from 'react'
import type { CSSProperties, ReactNode, RefObject } from 'react'
import { createPortal } from 'react-dom'
import { classNames } from '../../anatomy/class-names.ts'
import type { Part, PartProps } from '../../anatomy/part.ts'
import { useConfig } from '../../config/use-config.ts'
import { useBrowserLayoutEffect } from '../../scroll/use-layout-effect.ts'
import { keepInPlace } from './keep-in-place.ts'
import { openByHand } from './popover-by-hand.ts'

interface PopoverButtonOptions {
  /** What the panel is called, and begins with. */
  readonly panelTitle: string
  /** What is in the panel; drawn only while it is open. It should be in reach of the keyboard, to be scrolled by it. */
  readonly content: ReactNode
  readonly children: ReactNode
}

/** A button with a panel of the browser's own kind. */
export const PopoverButton: Part<
  'button',
  PartProps<'button', { readonly isOpen: boolean }, PopoverButtonOptions>
> = forwardRef(function PopoverButton({ panelTitle, content, children, render, className, style, ...rest }, ref) {
  const { portalContainer } = useConfig()
  const { isOpen, button, panel, panelId, anchor } = usePopover()
  useImperativeHandle<HTMLButtonElement | null, HTMLButtonElement | null>(ref, () => button.current, [button])
  const own = {
    type: 'button',
    'aria-haspopup': 'dialog',
    'aria-expanded': isOpen,
    'aria-controls': panelId,
    ...rest,
    ref: button,
    className: classNames('hn-presence-popover', className),
    style: { ...anchor, ...style },
    'data-slot': 'presence-popover',
    'data-state': isOpen ? 'open' : 'closed',
    children,
  } as const
  const dialog = (
    <div
      ref={panel}
      id={panelId}
      className="hn-popover"
      style={anchor}
      popover="auto"
      role="dialog"
      aria-label={panelTitle}
    >
      {/* What is placed doesn't fade itself: WebKit leaves such an element invisible. */}
      {isOpen && (
        <div className="hn-popover-box">
          <p className="hn-popover-title" aria-hidden="true">
            {panelTitle}
          </p>
          {content}
        </div>
      )}
    </div>
  )
  return (
    <>
      {render ? render(own, { isOpen }) : <button {...own} />}
      {portalContainer === null ? dialog : createPortal(dialog, portalContainer)}
    </>
  )
})

/** Firefox puts a panel that isn't written in the page's own direction at the wrong side. */
function isPlacedByStyles(panel: HTMLElement): boolean {
  const directionOf = (element: HTMLElement): string => getComputedStyle(element).direction
  const isKnown = typeof CSS !== 'undefined' && CSS.supports('anchor-name', '--a')
  return isKnown && directionOf(panel) === directionOf(document.documentElement)
}

/** A button and the panel that it opens. */
interface Popover {
  readonly isOpen: boolean
  readonly button: RefObject<HTMLButtonElement | null>
  readonly panel: RefObject<HTMLDivElement | null>
  readonly panelId: string
  /** For both elements: the name by which CSS places one at the other. */
  readonly anchor: CSSProperties
}

/**
 * The browser's own popover: it closes by Escape, by a click elsewhere, and by its button, and covers everything.
 *
 * Opening it leaves the focus where it is.
 */
function usePopover(): Popover {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const [isOpen, setIsOpen] = useState(false)
  // Before anybody sees the button: one that is seen works.
  useBrowserLayoutEffect(() => {
    const [opener, opened] = [button.current, panel.current]
    if (opener === null || opened === null) return undefined
    if (!('showPopover' in opened)) return openByHand(opener, opened, setIsOpen)
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
    if (!isOpen || opener === null || opened === null || isPlacedByStyles(opened)) return undefined
    return keepInPlace(opener, opened)
  }, [isOpen])
  const panelId = `hn-${id.replace(/[^a-z\d]/gi, '')}`
  const anchor: CSSProperties & { '--hn-anchor': string } = { '--hn-anchor': `--${panelId}` }
  return { isOpen, button, panel, panelId, anchor }
}
