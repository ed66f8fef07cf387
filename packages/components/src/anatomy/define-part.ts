'use client'

import { createElement, forwardRef } from 'react'
import type { ComponentPropsWithoutRef, ReactElement, Ref } from 'react'
import { classNames } from './class-names.ts'
import type { Part, PartTag, Render } from './part.ts'

/** The props of a part that it looks at itself; `render` and `className` are looked after. */
export type Given<Props> = Omit<Props, 'render' | 'className'>

/** What goes on a part's element, and what its `render` is told. */
export type Drawn<Tag extends PartTag, State> = ComponentPropsWithoutRef<Tag> & {
  readonly [name: `data-${string}`]: unknown
  readonly state: State
}

type StateOf<Props> = Props extends { readonly render?: Render<infer _Tag, infer State> | undefined } ? State : never

interface AnyProps {
  readonly render?: ((props: object, state: unknown) => ReactElement) | undefined
  readonly className?: string | undefined
}

/**
 * Makes a part: a component that draws one element, hands its `ref` on to it, and lets `render` draw another.
 *
 * @param slot - its name in `data-slot`, and in its class behind `hn-`
 * @param draw - may use hooks. The user's attributes come after what it says of the element's role and name, so that
 *   they win, and before its `data-` attributes
 */
export function definePart<Tag extends PartTag, Props extends object>(
  slot: string,
  tag: Tag,
  draw: (props: Given<Props>) => Drawn<Tag, StateOf<Props>>,
): Part<Tag, Props>
export function definePart(slot: string, tag: string, draw: (props: object) => { readonly state: unknown }): unknown {
  const part = forwardRef(({ render, className, ...given }: AnyProps, ref: Ref<unknown>) => {
    const { state, ...attributes } = draw(given)
    const own = { ...attributes, ref, className: classNames(`hn-${slot}`, className), 'data-slot': slot }
    return render ? render(own, state) : createElement(tag, own)
  })
  part.displayName = draw.name
  return part
}
