'use client'

import { useState } from 'react'
import type { ClipboardEvent, DragEvent } from 'react'
import type { ComposerViewProps } from './composer-options.ts'

type TakeFiles = ((files: readonly File[]) => void) | undefined

/** What a form says itself of files that are dragged over it. */
type DragHandlers = Pick<ComposerViewProps, 'onDragOver' | 'onDragLeave' | 'onDrop'>

interface Files {
  /** Files are held over the form, and would be taken. */
  readonly isOver: boolean
  readonly form: Required<DragHandlers>
  readonly paste: (event: ClipboardEvent) => void
}

/** Hands files on that are pasted into a form, or dropped on it. Without `take`, they do what they do in a browser. */
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
        // Only where this is prevented does the browser let something be dropped.
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
