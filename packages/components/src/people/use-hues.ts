'use client'

import { useState } from 'react'
import { huesApart } from './hues-apart.ts'

const none: ReadonlyMap<string, number> = new Map()

/** Hues for the people of a list: see `huesApart`. Who has none has that of their id. */
export function useHues(ids: readonly string[]): ReadonlyMap<string, number> {
  const [before, keep] = useState(none)
  const hues = huesApart(ids, before)
  if (hues !== before) keep(hues)
  return hues
}
