'use client'

import { useSyncExternalStore } from 'react'
import type { ReactElement } from 'react'

const neverChanges = (): (() => void) => () => undefined
const lacksFieldSizing = (): boolean => typeof CSS !== 'undefined' && !CSS.supports('field-sizing', 'content')
const unknown = (): boolean => false

/**
 * An invisible copy of a field's text, which gives the field its height where `field-sizing` is missing (Safari).
 *
 * An element and no `::after`: WebKit keeps showing the first value of an attribute that becomes content.
 */
export function FieldMirror({ text }: { readonly text: string }): ReactElement | null {
  const isNeeded = useSyncExternalStore(neverChanges, lacksFieldSizing, unknown)
  // The space gives the last line its height when it is empty.
  return isNeeded ? <div className="hn-composer-mirror" aria-hidden="true">{`${text} `}</div> : null
}
