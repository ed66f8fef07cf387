import type { ComponentPropsWithoutRef, ComponentType, ReactNode, Ref } from 'react'
import type { PartProps } from '../../anatomy/part.ts'
import type { SubmitOn } from './send-key.ts'
import type { TextOptions } from './use-text.ts'

/** Whether a composer can send: no text, ready, text too long, or disabled. */
export type ComposerStatus = 'empty' | 'ready' | 'too-long' | 'disabled'

/** The state that a `render` of `Composer` gets. */
export interface ComposerState {
  readonly state: ComposerStatus
  readonly text: string
}

/** Props of the `Send` slot of `Composer`: those of a button of type `submit`, its label included. */
export type SendButtonProps = ComponentPropsWithoutRef<'button'>

/**
 * Gets the text. If the returned promise rejects, the text returns to the composer, unless something else has been
 * written there since.
 */
export type OnSend = (text: string) => void | Promise<unknown>

/** Props of `Composer`, besides the attributes of its `form`. */
export interface ComposerOptions extends TextOptions {
  readonly onSend: OnSend
  /** Called with every change by hand: whether the field has a text. Also called with `false` on sending and on blur. */
  readonly onTyping?: ((isTyping: boolean) => void) | undefined
  /** Default `'enter'`. */
  readonly submitOn?: SubmitOn | undefined
  /** Letters, as people count them. More can be written, but not sent. Default: no limit. */
  readonly maxLength?: number | undefined
  readonly disabled?: boolean | undefined
  readonly placeholder?: string | undefined
  /** The label of the field for screen readers. */
  readonly label?: string | undefined
  /** Before the field, inside its frame: a button to attach something, for example. */
  readonly leading?: ReactNode
  /** After the field, before the button that sends. */
  readonly trailing?: ReactNode
  /** Called with files that are pasted or dropped. Without it the browser handles both. */
  readonly onPasteFiles?: ((files: readonly File[]) => void) | undefined
  /** The field: to focus it, for example. */
  readonly inputRef?: Ref<HTMLTextAreaElement> | undefined
  readonly slots?: { readonly Send?: ComponentType<SendButtonProps> | undefined } | undefined
}

export type ComposerViewProps = Omit<PartProps<'form', ComposerState, ComposerOptions>, 'onSubmit'>
