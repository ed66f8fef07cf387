'use client'

import { memo } from 'react'
import type { ReactNode } from 'react'
import { definePart } from '../../anatomy/define-part.ts'
import type { Part, PartProps } from '../../anatomy/part.ts'
import { usePerson } from '../../config/use-person.ts'
import { colorIn, personStyle } from '../../people/person-color.ts'
import type { PersonStyle } from '../../people/person-color.ts'
import { useHues } from '../../people/use-hues.ts'
import type { Cursor } from './cursor-set.ts'
import type { CursorMode } from './cursor-signal.ts'

/** The state that a `render` of `LiveCursors` gets. */
export interface LiveCursorsState {
  readonly count: number
}

/** The second argument of `renderCursor`. */
export interface CursorLook {
  readonly name: string
  /** A CSS colour: the chosen one, else one that differs from those of the other cursors. */
  readonly color: string
}

/** Props of `LiveCursors`, besides the attributes of its `div`. */
export interface LiveCursorsOptions {
  readonly cursors: readonly Cursor[]
  /** `relative`: `x` and `y` from 0 to 1, for areas that scale; `absolute`: CSS pixels. Default `'relative'`. */
  readonly mode?: CursorMode | undefined
  /**
   * Draws a cursor in place of an arrow with a name. Its upper left corner is at the point. Keep the function's identity, or
   * every cursor renders again.
   */
  readonly renderCursor?: ((cursor: Cursor, look: CursorLook) => ReactNode) | undefined
  /** The area that people point at. */
  readonly children?: ReactNode
}

export type LiveCursorsViewProps = PartProps<'div', LiveCursorsState, LiveCursorsOptions>

/** An area with the cursors of others over it. Clicks pass through the cursors, and screen readers skip them. */
export const LiveCursorsView: Part<'div', LiveCursorsViewProps> = definePart(
  'live-cursors',
  'div',
  function LiveCursorsView({ cursors, mode = 'relative', renderCursor, children, ...rest }) {
    const hues = useHues(cursors.map(({ clientId }) => clientId))
    return {
      ...rest,
      'data-mode': mode,
      children: (
        <>
          {children}
          <div className="hn-cursors-layer" aria-hidden="true">
            {cursors.map((cursor) => (
              <Pointer
                key={cursor.clientId}
                cursor={cursor}
                hue={hues.get(cursor.clientId)}
                renderCursor={renderCursor}
              />
            ))}
          </div>
        </>
      ),
      state: { count: cursors.length },
    }
  },
)

interface PointerProps extends Pick<LiveCursorsOptions, 'renderCursor'> {
  readonly cursor: Cursor
  readonly hue: number | undefined
}

type PointerStyle = PersonStyle & Record<'--hn-cursor-x' | '--hn-cursor-y', number>

/** One cursor. Renders again when its own place changes, not when others move. */
const Pointer = memo(function Pointer({ cursor, hue, renderCursor }: PointerProps) {
  const { clientId, info, member, x, y } = cursor
  const person = usePerson(clientId, info)
  const own = personStyle(clientId, colorIn(member?.state) ?? person.color, hue)
  const style: PointerStyle = { ...own, '--hn-cursor-x': x, '--hn-cursor-y': y }
  return (
    <div className="hn-cursor" data-slot="cursor" style={style}>
      {renderCursor ? (
        renderCursor(cursor, { name: person.name, color: 'var(--hn-cursor-color)' })
      ) : (
        <>
          <svg className="hn-cursor-arrow" viewBox="0 0 16 20" focusable="false">
            <path className="hn-cursor-shape" d="M1 1v15.2l4.1-3.7 2.6 6 3-1.3-2.6-5.9h5.6z" />
          </svg>
          <bdi className="hn-cursor-name">{person.name}</bdi>
        </>
      )}
    </div>
  )
})
