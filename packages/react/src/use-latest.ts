'use client'

import { useInsertionEffect, useRef } from 'react'
import type { RefObject } from 'react'

/**
 * What the last committed render was given, for handlers and effects that must not start anew when it changes.
 *
 * Written in an insertion effect: before any other effect of the same commit reads it, and never by a render that is
 * thrown away.
 */
export function useLatest<T>(value: T): Readonly<RefObject<T>> {
  const latest = useRef(value)
  useInsertionEffect(() => {
    latest.current = value
  })
  return latest
}
