'use client'

import { useState } from 'react'
import { huesApart } from './hues-apart.ts'

const none: ReadonlyMap<string, number> = new Map()

/** Hues for the people of a list, from `huesApart`. Anyone missing in the map uses the hue of their id. */
export function useHues(ids: readonly string[]): ReadonlyMap<string, number> {
  const [before, keep] = useState(none)
  const hues = huesApart(ids, before)
  if (hues !== before) keep(hues)
  return hues
}
