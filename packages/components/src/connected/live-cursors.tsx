'use client'

import type { ChannelReference, ChannelTypes } from '@herenow/react'
import { forwardRef } from 'react'
import type { PointerEvent } from 'react'
import type { Part } from '../anatomy/part.ts'
import type { Point } from '../parts/live-cursors/cursor-set.ts'
import type { CursorMode } from '../parts/live-cursors/cursor-signal.ts'
import { LiveCursorsView } from '../parts/live-cursors/live-cursors-view.tsx'
import type { LiveCursorsViewProps } from '../parts/live-cursors/live-cursors-view.tsx'
import { useCursors } from './use-cursors.ts'

type Connected = Omit<LiveCursorsViewProps, 'cursors'> & {
  /** A name, a definition, or `null` for none yet. */
  readonly channel: ChannelReference<ChannelTypes>
  /** How long a cursor stays that doesn't move, in milliseconds. Default 5,000. */
  readonly idleMs?: number | undefined
  readonly cursors?: undefined
}
type Pure = LiveCursorsViewProps & { readonly channel?: undefined; readonly idleMs?: undefined }

/** With `channel`: where the others there point, and they see where we do. With `cursors`: those that you pass. */
export type LiveCursorsProps = Connected | Pure

/**
 * An area, and over it where others point.
 *
 * Cursors travel as signals named `hn:cursor`, twenty times a second at most; presence states stay yours.
 */
export const LiveCursors: Part<'div', LiveCursorsProps> = forwardRef(function LiveCursors(
  { channel, idleMs, cursors, ...rest }: LiveCursorsProps,
  ref,
) {
  if (cursors !== undefined) return <LiveCursorsView ref={ref} {...rest} cursors={cursors} />
  return <ConnectedCursors ref={ref} {...rest} channel={channel ?? null} idleMs={idleMs} />
})

const ConnectedCursors: Part<'div', Omit<Connected, 'cursors'>> = forwardRef(function ConnectedCursors(
  { channel, idleMs = 5_000, mode = 'relative', onPointerMove, onPointerLeave, ...rest }: Omit<Connected, 'cursors'>,
  ref,
) {
  const { cursors, point } = useCursors(channel, mode, idleMs)
  return (
    <LiveCursorsView
      ref={ref}
      {...rest}
      mode={mode}
      cursors={cursors}
      onPointerMove={(event) => {
        onPointerMove?.(event)
        point(placeOf(event, mode))
      }}
      onPointerLeave={(event) => {
        onPointerLeave?.(event)
        point(null)
      }}
    />
  )
})

function placeOf({ currentTarget, clientX, clientY }: PointerEvent<HTMLElement>, mode: CursorMode): Point | null {
  const { left, top, width, height } = currentTarget.getBoundingClientRect()
  const [x, y] = [clientX - left, clientY - top]
  if (mode === 'absolute') return { x: Math.max(0, x), y: Math.max(0, y) }
  return width > 0 && height > 0 ? { x: x / width, y: y / height } : null
}
