'use client'

import { useState } from 'react'
import type { ClipboardEvent, DragEvent } from 'react'
import type { ComposerViewProps } from './composer-options.ts'

type TakeFiles = ((files: readonly File[]) => void) | undefined

/** The user's own drag handlers, called first. */
type DragHandlers = Pick<ComposerViewProps, 'onDragOver' | 'onDragLeave' | 'onDrop'>

interface Files {
  /** Files are being dragged over the form, which accepts them. */
  readonly isOver: boolean
  readonly form: Required<DragHandlers>
  readonly paste: (event: ClipboardEvent) => void
}

/** Passes files that are pasted or dropped to `take`. Without `take` the browser handles them. */
export function useFiles(take: TakeFiles, { onDragOver, onDragLeave, onDrop }: DragHandlers): Files {
  const [isOver, setIsOver] = useState(false)
  const handOn = (event: ClipboardEvent | DragEvent, data: DataTransfer): void => {
    const files = [...data.files]
    if (take === undefined || files.length === 0) return
    event.preventDefault()
    take(files)
  }
  return {
    isOver,
    paste: (event) => handOn(event, event.clipboardData),
    form: {
      onDragOver: (event) => {
        onDragOver?.(event)
        if (take === undefined || event.isDefaultPrevented() || !event.dataTransfer.types.includes('Files')) return
        // The browser allows a drop only where this default is prevented.
        event.preventDefault()
        event.dataTransfer.dropEffect = 'copy'
        setIsOver(true)
      },
      onDragLeave: (event) => {
        onDragLeave?.(event)
        const { currentTarget, relatedTarget } = event
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setIsOver(false)
      },
      onDrop: (event) => {
        onDrop?.(event)
        setIsOver(false)
        if (!event.isDefaultPrevented()) handOn(event, event.dataTransfer)
      },
    },
  }
}
