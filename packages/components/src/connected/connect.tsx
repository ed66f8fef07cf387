'use client'

import { forwardRef } from 'react'
import type { ForwardRefExoticComponent, RefAttributes } from 'react'

/** The props of a component in both its forms: with a channel, or with all that it shows. */
export type TwoForms<PureProps, ConnectedProps> =
  | ConnectedProps
  | (PureProps & { readonly [Name in Exclude<keyof ConnectedProps, keyof PureProps>]?: undefined })

type AnyProps = Readonly<Record<PropertyKey, unknown>>
type AnyComponent = ForwardRefExoticComponent<AnyProps & RefAttributes<unknown>>

/**
 * Gives a component its second form: the one that takes a channel, and asks it for what the first form is given.
 *
 * @param given - with this prop it is the first form
 * @param useProps - from the props of the second form to those of the first; may use hooks
 * @param keyOf - with another key nothing of the second form's state goes on. Default: it all does
 */
export function connect<Handle, PureProps extends object, ConnectedProps extends object>(
  Pure: ForwardRefExoticComponent<PureProps & RefAttributes<Handle>>,
  given: keyof PureProps,
  useProps: (props: ConnectedProps) => NoInfer<PureProps>,
  keyOf?: (props: ConnectedProps) => string | null,
): ForwardRefExoticComponent<TwoForms<PureProps, ConnectedProps> & RefAttributes<Handle>>
export function connect(
  Pure: AnyComponent,
  given: PropertyKey,
  useProps: (props: AnyProps) => AnyProps,
  keyOf?: (props: AnyProps) => string | null,
): unknown {
  const Connected: AnyComponent = forwardRef((props, ref) => <Pure {...useProps(props)} ref={ref} />)
  const component: AnyComponent = forwardRef((props, ref) => {
    if (props[given] !== undefined) return <Pure {...props} ref={ref} />
    return <Connected key={keyOf?.(props)} {...props} channel={props['channel'] ?? null} ref={ref} />
  })
  component.displayName = useProps.name
  return component
}
