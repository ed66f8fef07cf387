/** Days don't roll over more than once a minute, ms. */
const tickEvery = 60_000

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function tell(): void {
  for (const listener of listeners) listener()
}

function follow(): void {
  clearInterval(timer)
  timer = document.hidden ? undefined : setInterval(tell, tickEvery)
  if (!document.hidden) tell()
}

/**
 * Calls a listener once a minute, and when the page becomes visible; not while it is hidden.
 *
 * All listeners share one timer.
 */
export function onMinute(listener: () => void): () => void {
  listeners.add(listener)
  if (listeners.size === 1) {
    document.addEventListener('visibilitychange', follow)
    follow()
  }
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    document.removeEventListener('visibilitychange', follow)
  }
}
