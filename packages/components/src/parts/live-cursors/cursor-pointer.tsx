'use client'

import { memo } from 'react'
import type { CSSProperties, NamedExoticComponent } from 'react'
import { usePerson } from '../../config/use-person.ts'
import { hueOf } from '../../people/hue.ts'
import type { Cursor } from './cursor-set.ts'

type PointerStyle = CSSProperties & Record<'--hn-cursor-x' | '--hn-cursor-y' | '--hn-avatar-hue', number>

/** One arrow with a name. Renders when its own place changes. */
export const CursorPointer: NamedExoticComponent<Cursor> = memo(function CursorPointer({
  clientId,
  info,
  x,
  y,
}: Cursor) {
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
