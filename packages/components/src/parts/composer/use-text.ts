'use client'

import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { createDrafts, tabDrafts } from './drafts.ts'
import type { TextStore } from './drafts.ts'

/** Props that control the text of a composer. */
export interface TextOptions {
  /** The text of a controlled composer: pass `onValueChange` too. */
  readonly value?: string | undefined
  /** The initial text of an uncontrolled composer. Default: empty. */
  readonly defaultValue?: string | undefined
  /** Called with every change of the text, sending included. */
  readonly onValueChange?: ((text: string) => void) | undefined
  /** Keeps the text under this name while the tab lives, over reloads too. Another key shows another draft. */
  readonly draftKey?: string | undefined
}

/** Reads and changes a text at any time, also after the composer has switched to another. */
export type TextPlace = Pick<TextStore, 'get' | 'set'>

/** The text of a composer. `place` keeps its identity until the draft key changes. */
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
