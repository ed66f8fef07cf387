import type {
  ComponentPropsWithoutRef,
  ComponentPropsWithRef,
  ForwardRefExoticComponent,
  JSX,
  ReactElement,
  RefAttributes,
} from 'react'

/** The elements that parts are made of. */
export type PartTag = keyof HTMLElementTagNameMap & keyof JSX.IntrinsicElements

/**
 * Draws another element in the place of a part's own.
 *
 * `props` is everything that the part would have put on its element: spread it, `ref` included, or the part loses its
 * name for screen readers, its styles and its behaviour. `state` is what the part knows.
 */
export type Render<Tag extends PartTag, State> = (props: ComponentPropsWithRef<Tag>, state: State) => ReactElement

/**
 * What every part takes: the attributes of its element (`className`, `style`, `data-*`, handlers), and `render`.
 *
 * What a part computes itself is not among them; `Own` are its own props, which win over attributes of the same name.
 */
export type PartProps<Tag extends PartTag, State, Own> = Omit<
  ComponentPropsWithoutRef<Tag>,
  keyof Own | 'children' | 'dangerouslySetInnerHTML'
> &
  Own & {
    /** Draws another element in the place of this one; spread the props that it is given. */
    readonly render?: Render<Tag, State> | undefined
  }

/** A part: a component that hands its `ref` on to its element. */
export type Part<Tag extends PartTag, Props> = ForwardRefExoticComponent<
  Props & RefAttributes<HTMLElementTagNameMap[Tag]>
>
