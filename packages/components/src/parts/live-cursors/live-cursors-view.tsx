'use client'

import type { ReactNode } from 'react'
import { definePart } from '../../anatomy/define-part.ts'
import type { Part, PartProps } from '../../anatomy/part.ts'
import type { Cursor } from './cursor-set.ts'
import type { CursorMode } from './cursor-signal.ts'
import { CursorPointer } from './cursor-pointer.tsx'

/** What a `render` of `LiveCursors` is told. */
export interface LiveCursorsState {
  readonly count: number
}

/** What `LiveCursors` takes besides the attributes of a `div`. */
export interface LiveCursorsOptions {
  readonly cursors: readonly Cursor[]
  /** `relative`: `x` and `y` from 0 to 1, for areas that scale; `absolute`: CSS pixels. Default `'relative'`. */
  readonly mode?: CursorMode | undefined
  /** The area that is pointed at. */
  readonly children?: ReactNode
}

export type LiveCursorsViewProps = PartProps<'div', LiveCursorsState, LiveCursorsOptions>

/** An area, and over it where others point. Nothing to click, and nothing for screen readers. */
export const LiveCursorsView: Part<'div', LiveCursorsViewProps> = definePart(
  'live-cursors',
  'div',
  function LiveCursorsView({ cursors, mode = 'relative', children, ...rest }) {
    return {
      ...rest,
      'data-mode': mode,
      children: (
        <>
          {children}
          <div className="hn-cursors-layer" aria-hidden="true">
            {cursors.map((cursor) => (
              <CursorPointer key={cursor.clientId} {...cursor} />
            ))}
          </div>
        </>
      ),
      state: { count: cursors.length },
    }
  },
)
