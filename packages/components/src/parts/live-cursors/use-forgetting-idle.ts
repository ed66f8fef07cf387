'use client'

import { useEffect } from 'react'
import { nextIdle, withoutIdle } from './cursor-set.ts'
import type { CursorSet } from './cursor-set.ts'

/** Takes out cursors that haven't moved for a while: whoever closes a page doesn't say so. */
export function useForgettingIdle(
  set: CursorSet,
  change: (make: (cursors: CursorSet) => CursorSet) => void,
  idleMs: number,
): void {
  const at = nextIdle(set, idleMs)
  useEffect(() => {
    if (at === null) return undefined
    // A timer may be early by a part of a millisecond, and would then forget nobody and not come again.
    const forget = () => change((cursors) => withoutIdle(cursors, Math.max(at, performance.now()), idleMs))
    const timer = setTimeout(forget, Math.max(0, at - performance.now()))
    return () => clearTimeout(timer)
  }, [at, change, idleMs])
}
