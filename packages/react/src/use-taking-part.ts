'use client'

import { useEffect, useRef } from 'react'
import type { PresencePart } from './presence-part.ts'
import { useLatest } from './use-latest.ts'
import { valueKey } from './value-key.ts'

interface TakingPart<State> {
  readonly state?: State | undefined
  readonly enter?: boolean | undefined
}

/** Takes part while mounted, and sends the state of the latest render when it changes. */
export function useTakingPart<State>(
  part: PresencePart<State> | null,
  { state, enter = true }: TakingPart<State>,
): void {
  const key = valueKey(state)
  const latest = useLatest({ state, key })
  const told = useRef(key)

  useEffect(() => {
    if (part === null) return undefined
    told.current = latest.current.key
    part.say(latest.current.state)
    if (enter) part.begin()
    return () => part.end()
  }, [part, enter, latest])

  useEffect(() => {
    if (part === null || key === told.current) return
    told.current = key
    part.say(latest.current.state)
  }, [part, key, latest])
}
