'use client'

import { useEffect, useRef, useState } from 'react'

/**
 * How loading older messages stands.
 *
 * `grown`: still loading, but its messages are here. `spent`: the last load brought nothing; then, as after `failed`,
 * only leaving the start or asking arms it again.
 */
export type OlderPhase = 'ready' | 'loading' | 'grown' | 'spent' | 'failed'

/** What can happen to it. */
export type OlderEvent = 'near-start' | 'far-from-start' | 'asked' | 'grew' | 'loaded' | 'failed'

/** The whole policy: what each event changes. One load at a time, and none again and again without the reader moving. */
const changes: Readonly<Record<OlderEvent, Partial<Record<OlderPhase, OlderPhase>>>> = {
  'near-start': { ready: 'loading' },
  'far-from-start': { spent: 'ready', failed: 'ready' },
  asked: { ready: 'loading', spent: 'loading', failed: 'loading' },
  grew: { loading: 'grown', spent: 'ready' },
  loaded: { loading: 'spent', grown: 'ready' },
  failed: { loading: 'failed', grown: 'failed' },
}

/** The next phase. A load begins where it becomes `loading`. */
export function nextPhase(phase: OlderPhase, event: OlderEvent): OlderPhase {
  return changes[event][phase] ?? phase
}

/** Loading older messages, as a log uses it. */
export interface Older {
  readonly isLoading: boolean
  readonly hasFailed: boolean
  /** The last load brought nothing to show. */
  readonly isSpent: boolean
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
  const [shown, setShown] = useState<OlderPhase>('ready')
  const phase = useRef<OlderPhase>('ready')
  const load = useRef(onLoadOlder)
  useEffect(() => {
    load.current = onLoadOlder
  })
  const [send] = useState(() => {
    const send = (event: OlderEvent): void => {
      const before = phase.current
      const next = nextPhase(before, event)
      phase.current = next
      setShown(next)
      if (next !== 'loading' || before === next) return
      // A failure shows in the log, with a button to try again. Not at once: whoever loads may render in the act.
      Promise.resolve()
        .then(() => load.current?.())
        .then(
          () => send('loaded'),
          () => send('failed'),
        )
    }
    return send
  })
  useEffect(() => send('grew'), [firstId, send])
  return {
    isLoading: shown === 'loading' || shown === 'grown',
    hasFailed: shown === 'failed',
    isSpent: shown === 'spent',
    ask: () => send('asked'),
    onNearStart: (fromStart, view) => {
      if (canLoad && fromStart < view) send('near-start')
      else if (canLoad && fromStart > 1.5 * view) send('far-from-start')
    },
  }
}
