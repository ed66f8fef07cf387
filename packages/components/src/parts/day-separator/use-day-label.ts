'use client'

import { useSyncExternalStore } from 'react'
import { useFormatters } from '../../config/use-config.ts'
import { onMinute } from './day-ticker.ts'

const day = 86_400_000

/**
 * How a day is called: "today", "yesterday", then its date. Rolls over at midnight.
 *
 * On a server, which doesn't know the reader's day: the date with its year.
 */
export function useDayLabel(at: number): string {
  const { day: dayOf, relative } = useFormatters()
  const label = (): string => {
    const now = Date.now()
    const label = dayOf(at, now)
    if (label === dayOf(now, now)) return relative(0, 'day')
    if (label === dayOf(now - day, now)) return relative(-1, 'day')
    return label
  }
  return useSyncExternalStore(onMinute, label, () => dayOf(at, 0))
}
