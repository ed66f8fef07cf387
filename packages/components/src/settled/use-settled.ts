'use client'

import { useEffect, useRef, useState } from 'react'

const settledMilliseconds = 1_000

/**
 * A value once it has been the same for a second: for what screen readers are told, so that a change back and forth says
 * nothing.
 *
 * @param key - two values with the same key are the same
 */
export function useSettled<T>(value: T, key: string): T {
  const [settled, setSettled] = useState(value)
  const latest = useRef(value)
  useEffect(() => {
    latest.current = value
  })
  useEffect(() => {
    const timer = setTimeout(() => setSettled(() => latest.current), settledMilliseconds)
    return () => clearTimeout(timer)
  }, [key])
  return settled
}
