import { useCallback, useLayoutEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'

interface LogScrollOptions {
  readonly firstId: string | undefined
  readonly lastId: string | undefined
  /** The last message is ours: whoever sends wants to see it. */
  readonly isOwnLast: boolean
  readonly onNearTop: () => void
}

interface LogScroll {
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly isAtEnd: boolean
  readonly scrollToEnd: () => void
  readonly onScroll: () => void
}

const nearTop = 80
const nearEnd = 60

/** Keeps the end in view while one reads there, and the row being read in its place when older ones come above it. */
export function useLogScroll({ firstId, lastId, isOwnLast, onNearTop }: LogScrollOptions): LogScroll {
  const scroller = useRef<HTMLDivElement>(null)
  const before = useRef({ firstId, lastId, fromEnd: 0, isPinned: true })
  const [isAtEnd, setAtEnd] = useState(true)

  const scrollToEnd = useCallback(() => {
    const log = scroller.current
    if (log === null) return
    before.current.isPinned = true
    log.scrollTop = log.scrollHeight
  }, [])

  const onScroll = (): void => {
    const log = scroller.current
    if (log === null) return
    const fromEnd = log.scrollHeight - log.scrollTop
    const isPinned = fromEnd - log.clientHeight < nearEnd
    Object.assign(before.current, { fromEnd, isPinned })
    setAtEnd(isPinned)
    if (log.scrollTop < nearTop) onNearTop()
  }

  useLayoutEffect(() => {
    const log = scroller.current
    if (log === null) return
    const last = before.current
    const hasNewEnd = lastId !== last.lastId
    if (last.isPinned || (hasNewEnd && isOwnLast)) scrollToEnd()
    else if (firstId !== last.firstId) log.scrollTop = log.scrollHeight - last.fromEnd
    Object.assign(last, { firstId, lastId, fromEnd: log.scrollHeight - log.scrollTop })
  }, [firstId, lastId, isOwnLast, scrollToEnd])

  // The log grows and shrinks for other reasons too: a banner, the keyboard of a phone, a longer draft,
  // a message that fails and says why.
  useLayoutEffect(() => {
    const log = scroller.current
    if (log === null) return undefined
    const observer = new ResizeObserver(() => {
      if (before.current.isPinned) scrollToEnd()
    })
    observer.observe(log)
    for (const list of log.querySelectorAll('ol')) observer.observe(list)
    return () => observer.disconnect()
  }, [scrollToEnd])

  return { scroller, isAtEnd, scrollToEnd, onScroll }
}
