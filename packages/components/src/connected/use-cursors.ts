'use client'

import { useChannel, useClient } from '@herenow/react'
import type { ChannelReference, ChannelTypes } from '@herenow/react'
import { useCallback, useMemo, useState } from 'react'
import { gone, moved, noCursors } from '../parts/live-cursors/cursor-set.ts'
import type { Cursor, CursorSet, Point } from '../parts/live-cursors/cursor-set.ts'
import { cursorSignal, readPoint } from '../parts/live-cursors/cursor-signal.ts'
import type { CursorMode } from '../parts/live-cursors/cursor-signal.ts'
import { useForgettingIdle } from '../parts/live-cursors/use-forgetting-idle.ts'
import { usePointing } from './use-pointing.ts'

interface LiveCursors {
  readonly cursors: readonly Cursor[]
  /** Tells where we point; `null`: nowhere. */
  readonly point: (point: Point | null) => void
}

/** Another channel has other cursors. */
interface HeldCursors {
  readonly of: unknown
  readonly set: CursorSet
}

/** Where others point in a channel, and our own part in it, by signals. */
export function useCursors(reference: ChannelReference<ChannelTypes>, mode: CursorMode, idleMs: number): LiveCursors {
  const client = useClient()
  const [held, setHeld] = useState<HeldCursors>({ of: null, set: noCursors })
  const { channel } = useChannel(reference, {
    onSignal: ({ name, data, clientId, info }) => {
      if (name !== cursorSignal || clientId === client?.clientId) return
      const place = readPoint(data, mode)
      setCursors((cursors) =>
        place === null ? gone(cursors, clientId) : moved(cursors, { clientId, info, ...place }, performance.now()),
      )
    },
  })
  const setCursors = useCallback(
    (change: (cursors: CursorSet) => CursorSet) => {
      setHeld((before) => ({ of: channel, set: change(before.of === channel ? before.set : noCursors) }))
    },
    [channel],
  )
  const set = held.of === channel ? held.set : noCursors
  useForgettingIdle(set, setCursors, idleMs)
  const point = usePointing(channel, mode, set.size)
  const cursors = useMemo(() => [...set.values()].map(({ cursor }) => cursor), [set])
  return { cursors, point }
}
