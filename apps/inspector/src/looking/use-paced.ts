import { useEffect, useRef, useState } from 'react'

/** Milliseconds that a value is shown at least. */
const pace = 250

/** A value that changes often, a few times a second: rows that nobody could read in between are not rendered. */
export function usePaced<T>(value: T): T {
  const [shown, setShown] = useState(value)
  const newest = useRef(value)
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  useEffect(() => {
    newest.current = value
    timer.current ??= setTimeout(() => {
      timer.current = null
      setShown(newest.current)
    }, pace)
  }, [value])
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current)
      timer.current = null
    },
    [],
  )
  return shown
}
