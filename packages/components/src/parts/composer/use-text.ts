'use client'

import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { tabDrafts } from './drafts.ts'
import { createTextStore } from './text-store.ts'
import type { TextStore } from './text-store.ts'

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

/** The text of a composer, wherever it is kept. The store keeps its identity until the place changes. */
export function useText({ value, defaultValue = '', onValueChange, draftKey }: TextOptions): {
  readonly text: string
  readonly store: TextPlace
} {
  const [own] = useState(() => createTextStore(defaultValue))
  const latest = useRef({ value, onValueChange })
  useEffect(() => {
    latest.current = { value, onValueChange }
  })
  const kept = useMemo(() => (draftKey === undefined ? own : tabDrafts.open(draftKey)), [own, draftKey])
  // A server knows no drafts, and the first render in the browser shows what the server showed.
  const onServer = draftKey === undefined ? defaultValue : ''
  const keptText = useSyncExternalStore(kept.subscribe, kept.get, () => onServer)
  const isControlled = value !== undefined
  const store = useMemo(
    () => ({
      get: () => (isControlled ? (latest.current.value ?? '') : kept.get()),
      set: (text: string) => {
        if (!isControlled) kept.set(text)
        latest.current.onValueChange?.(text)
      },
    }),
    [kept, isControlled],
  )
  return { text: value ?? keptText, store }
}
