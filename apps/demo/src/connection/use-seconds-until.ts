import { useEffect, useState } from 'react'

/** Whole seconds until a wall-clock moment, counted down; `null` without one. */
export function useSecondsUntil(moment: number | null): number | null {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (moment === null) return undefined
    const ticking = setInterval(() => setNow(Date.now()), 250)
    return () => clearInterval(ticking)
  }, [moment])
  return moment === null ? null : Math.max(0, Math.ceil((moment - now) / 1_000))
}
