'use client'

import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { stepOlder } from './older.ts'
import type { OlderEvent, OlderPhase } from './older.ts'

/** Loading older messages, as a log uses it. */
export interface Older {
  readonly phase: OlderPhase
  /** Loads now, because the reader asked. */
  readonly ask: () => void
  readonly onNearStart: (fromStart: number, view: number) => void
}

interface OlderOptions {
  readonly canLoad: boolean
  readonly onLoadOlder: (() => unknown) | undefined
  readonly firstId: string | undefined
}

/** Loads older messages when the reader gets within a screen of the first one: one load at a time. */
export function useOlder({ canLoad, onLoadOlder, firstId }: OlderOptions): Older {
  const phase = useRef<OlderPhase>('ready')
  const [shown, setShown] = useState<OlderPhase>('ready')
  const newest = useRef(onLoadOlder)
  useEffect(() => {
    newest.current = onLoadOlder
  })
  const send = useMemo(() => {
    function send(event: OlderEvent): void {
      const step = stepOlder(phase.current, event)
      phase.current = step.phase
      setShown(step.phase)
      if (!step.load) return
      // A failure shows in the log, with a button to try again.
      Promise.resolve(newest.current)
        .then((load) => load?.())
        .then(
          () => send('loaded'),
          () => send('failed'),
        )
    }
    return send
  }, [])
  useEffect(() => send('grew'), [firstId, send])
  const ask = useCallback(() => send('asked'), [send])
  const onNearStart = useCallback(
    (fromStart: number, view: number) => {
      if (!canLoad) return
      if (fromStart < view) send('near-start')
      else if (fromStart > 1.5 * view) send('far-from-start')
    },
    [canLoad, send],
  )
  return { phase: shown, ask, onNearStart }
}
