'use client'

import type { ChannelReference, ChannelTypes } from '@herenow/react'
import type { PointerEvent } from 'react'
import type { Part } from '../anatomy/part.ts'
import type { Point } from '../parts/live-cursors/cursor-set.ts'
import type { CursorMode } from '../parts/live-cursors/cursor-signal.ts'
import { LiveCursorsView } from '../parts/live-cursors/live-cursors-view.tsx'
import type { LiveCursorsViewProps } from '../parts/live-cursors/live-cursors-view.tsx'
import { connect } from './connect.tsx'
import type { TwoForms } from './connect.tsx'
import { useCursors } from './use-cursors.ts'

type Connected = Omit<LiveCursorsViewProps, 'cursors'> & {
  /** A name, a definition, or `null` for none yet. */
  readonly channel: ChannelReference<ChannelTypes>
  /** Milliseconds until a cursor that doesn't move is removed. Default 5,000; `Infinity`: never. */
  readonly idleMs?: number | undefined
  readonly cursors?: undefined
}

/** With `channel`: shows the cursors of others there, and sends ours. With `cursors`: shows those that you pass. */
export type LiveCursorsProps = TwoForms<LiveCursorsViewProps, Connected>

/**
 * An area with the cursors of others over it.
 *
 * Cursors travel as signals named `hn:cursor`, twenty times a second at most; presence states stay yours.
 */
export const LiveCursors: Part<'div', LiveCursorsProps> = connect(
  LiveCursorsView,
  'cursors',
  function LiveCursors({
    channel,
    idleMs = 5_000,
    mode = 'relative',
    onPointerMove,
    onPointerLeave,
    ...rest
  }: Connected) {
    const { cursors, point } = useCursors(channel, mode, idleMs)
    return {
      ...rest,
      mode,
      cursors,
      onPointerMove: (event) => {
        onPointerMove?.(event)
        point(placeOf(event, mode))
      },
      onPointerLeave: (event) => {
        onPointerLeave?.(event)
        point(null)
      },
    }
  },
)

function placeOf({ currentTarget, clientX, clientY }: PointerEvent<HTMLElement>, mode: CursorMode): Point | null {
  const { left, top, width, height } = currentTarget.getBoundingClientRect()
  const [x, y] = [clientX - left, clientY - top]
  if (mode === 'absolute') return { x: Math.max(0, x), y: Math.max(0, y) }
  return width > 0 && height > 0 ? { x: x / width, y: y / height } : null
}
