'use client'

import { useEffect, useRef, useState } from 'react'

/**
 * A value once it has been the same for a while: for what screen readers are told, so that a change back and forth says
 * nothing.
 *
 * @param key - two values with the same key are the same
 * @param milliseconds - how long it must last
 */
export function useSettled<T>(value: T, key: string, milliseconds: number): T {
  const [settled, setSettled] = useState(value)
  const latest = useRef(value)
  useEffect(() => {
    latest.current = value
  })
  useEffect(() => {
    const timer = setTimeout(() => setSettled(() => latest.current), milliseconds)
    return () => clearTimeout(timer)
  }, [key, milliseconds])
  return settled
}
