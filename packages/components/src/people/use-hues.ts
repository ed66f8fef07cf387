'use client'

import { useState } from 'react'
import { huesApart } from './hues-apart.ts'

const none: ReadonlyMap<string, number> = new Map()

/** Hues for everyone in a list, kept apart from each other, and kept as long as somebody stays. */
export function useHues(ids: readonly string[]): ReadonlyMap<string, number> {
  const [before, keep] = useState(none)
  const hues = huesApart(ids, before)
  if (hues !== before) keep(hues)
  return hues
}
