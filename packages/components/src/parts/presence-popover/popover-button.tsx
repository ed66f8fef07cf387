'use client'

import { forwardRef, useImperativeHandle } from 'react'
import type { ReactElement, ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { classNames } from '../../anatomy/class-names.ts'
import type { Part, PartProps } from '../../anatomy/part.ts'
import { useConfig } from '../../config/use-config.ts'
import { usePopover } from './use-popover.ts'
import type { Popover } from './use-popover.ts'

interface PopoverButtonOptions {
  /** What the panel is called, and begins with. */
  readonly panelTitle: string
  /** What is in the panel; made only while it is open. It should be in reach of the keyboard, to be scrolled by it. */
  readonly content: () => ReactNode
  readonly children: ReactNode
}

/** A button with a panel of the browser's own kind. */
export const PopoverButton: Part<
  'button',
  PartProps<'button', { readonly isOpen: boolean }, PopoverButtonOptions>
> = forwardRef(function PopoverButton({ panelTitle, content, children, render, className, style, ...rest }, ref) {
  const popover = usePopover()
  const { isOpen, button } = popover
  useImperativeHandle<HTMLButtonElement | null, HTMLButtonElement | null>(ref, () => button.current, [button])
  const own = {
    type: 'button',
    'aria-haspopup': 'dialog',
    'aria-expanded': isOpen,
    'aria-controls': popover.panelId,
    ...rest,
    ref: button,
    className: classNames('hn-presence-popover', className),
    style: { ...popover.style, ...style },
    'data-slot': 'presence-popover',
    'data-state': isOpen ? 'open' : 'closed',
    children,
  } as const
  return (
    <>
      {render ? render(own, { isOpen }) : <button {...own} />}
      <Panel {...{ popover, panelTitle, content }} />
    </>
  )
})

interface PanelProps extends Pick<PopoverButtonOptions, 'panelTitle' | 'content'> {
  readonly popover: Popover
}

function Panel({ popover, panelTitle, content }: PanelProps): ReactElement {
  const { portalContainer } = useConfig()
  const { isOpen, panelId, panel, style } = popover
  const element = (
    <div
      ref={panel}
      id={panelId}
      className="hn-popover"
      style={style}
      popover="auto"
      role="dialog"
      aria-label={panelTitle}
    >
      {isOpen && (
        <>
          <p className="hn-popover-title" aria-hidden="true">
            {panelTitle}
          </p>
          {content()}
        </>
      )}
    </div>
  )
  return portalContainer === null ? element : <>{createPortal(element, portalContainer)}</>
}
