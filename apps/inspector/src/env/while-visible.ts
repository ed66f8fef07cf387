/** Milliseconds between the end of a look and the next one. */
const pace = 1_000

/**
 * Calls `look` now and about every second, one at a time, while the page can be seen. Returns what stops it.
 */
export function lookWhileVisible(look: () => Promise<void>): () => void {
  let isOver = false
  let isLooking = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const begin = (): void => {
    clearTimeout(timer)
    if (isOver || isLooking || document.hidden) return
    isLooking = true
    void look().finally(() => {
      isLooking = false
      timer = setTimeout(begin, pace)
    })
  }
  const onChange = (): void => {
    clearTimeout(timer)
    timer = setTimeout(begin, pace)
  }
  document.addEventListener('visibilitychange', onChange)
  begin()
  return () => {
    isOver = true
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', onChange)
  }
}
