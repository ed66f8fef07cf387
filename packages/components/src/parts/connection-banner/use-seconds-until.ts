'use client'

import { useCallback, useSyncExternalStore } from 'react'

const tickMilliseconds = 250

/**
 * Whole seconds until a moment, counted down; `null` without one, and on a server.
 *
 * @param moment - milliseconds since 1970
 */
export function useSecondsUntil(moment: number | null): number | null {
  const subscribe = useCallback(
    (listener: () => void) => {
      if (moment === null) return () => {}
      const ticking = setInterval(listener, tickMilliseconds)
      return () => clearInterval(ticking)
    },
    [moment],
  )
  const secondsLeft = () => (moment === null ? null : Math.max(0, Math.ceil((moment - Date.now()) / 1_000)))
  return useSyncExternalStore(subscribe, secondsLeft, () => null)
}
