'use client'

import { useRef, useState } from 'react'

/** What a field shows while an input method composes in it. */
export interface Composition {
  /** What the field must show: what is being composed, whatever happens to the text meanwhile. */
  readonly shown: string
  readonly isComposing: () => boolean
  readonly onCompositionStart: (event: { readonly currentTarget: { readonly value: string } }) => void
  readonly onCompositionEnd: () => void
  /** Tells of every change of the field. */
  readonly changed: (text: string) => void
}

/** Keeps a field as the input method left it until the composition ends: one that is changed from outside breaks it. */
export function useComposition(text: string): Composition {
  const isComposing = useRef(false)
  const [composed, setComposed] = useState<string | null>(null)
  return {
    shown: composed ?? text,
    isComposing: () => isComposing.current,
    onCompositionStart: (event) => {
      isComposing.current = true
      setComposed(event.currentTarget.value)
    },
    onCompositionEnd: () => {
      isComposing.current = false
      setComposed(null)
    },
    changed: (next) => {
      if (isComposing.current) setComposed(next)
    },
  }
}
