'use client'

import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { createDrafts, tabDrafts } from './drafts.ts'
import type { TextStore } from './drafts.ts'

/** Where the text of a composer is kept. */
export interface TextOptions {
  /** The text, where somebody else keeps it: give `onValueChange` too. */
  readonly value?: string | undefined
  /** The text to begin with, where the composer keeps it. Default: none. */
  readonly defaultValue?: string | undefined
  /** Called with every change of the text, sending included. */
  readonly onValueChange?: ((text: string) => void) | undefined
  /** Keeps the text under this name while the tab lives, over reloads too. Another key shows another draft. */
  readonly draftKey?: string | undefined
}

/** A text that can be read and changed at any time, also after the composer has turned to another. */
export type TextPlace = Pick<TextStore, 'get' | 'set'>

/** The text of a composer, wherever it is kept. The place stays the same one until the text is kept elsewhere. */
export function useText({ value, defaultValue = '', onValueChange, draftKey }: TextOptions): {
  readonly text: string
  readonly place: TextPlace
} {
  const [own] = useState(() => createDrafts().open('', defaultValue))
  const latest = useRef({ value, onValueChange })
  useEffect(() => {
    latest.current = { value, onValueChange }
  })
  const kept = useMemo(() => (draftKey === undefined ? own : tabDrafts.open(draftKey)), [own, draftKey])
  // A server knows no drafts, and the first render in the browser shows what the server showed.
  const onServer = draftKey === undefined ? defaultValue : ''
  const keptText = useSyncExternalStore(kept.subscribe, kept.get, () => onServer)
  const place = useMemo(
    () => ({
      get: () => latest.current.value ?? kept.get(),
      set: (text: string) => {
        if (latest.current.value === undefined) kept.set(text)
        latest.current.onValueChange?.(text)
      },
    }),
    [kept],
  )
  return { text: value ?? keptText, place }
}
