'use client'

import { memo } from 'react'
import type { CSSProperties, ReactNode } from 'react'
import { definePart } from '../../anatomy/define-part.ts'
import type { Part, PartProps } from '../../anatomy/part.ts'
import { usePerson } from '../../config/use-person.ts'
import { hueOf } from '../../people/hue.ts'
import type { Cursor } from './cursor-set.ts'
import type { CursorMode } from './cursor-signal.ts'

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
              <Pointer key={cursor.clientId} {...cursor} />
            ))}
          </div>
        </>
      ),
      state: { count: cursors.length },
    }
  },
)

type PointerStyle = CSSProperties & Record<'--hn-cursor-x' | '--hn-cursor-y' | '--hn-avatar-hue', number>

/** One arrow with a name. Renders when its own place changes. */
const Pointer = memo(function Pointer({ clientId, info, x, y }: Cursor) {
  const { name } = usePerson(clientId, info)
  const style: PointerStyle = { '--hn-cursor-x': x, '--hn-cursor-y': y, '--hn-avatar-hue': hueOf(clientId) }
  return (
    <div className="hn-cursor" data-slot="cursor" style={style}>
      <svg className="hn-cursor-arrow" viewBox="0 0 16 20" focusable="false">
        <path className="hn-cursor-shape" d="M1 1v15.2l4.1-3.7 2.6 6 3-1.3-2.6-5.9h5.6z" />
      </svg>
      <bdi className="hn-cursor-name">{name}</bdi>
    </div>
  )
})
