import type { ComponentPropsWithoutRef, ComponentType, ReactNode, Ref } from 'react'
import type { PartProps } from '../../anatomy/part.ts'
import type { SubmitOn } from './send-key.ts'
import type { TextOptions } from './use-text.ts'

/** How a composer stands: nothing to send, ready to send, more text than may be sent, or out of use. */
export type ComposerStatus = 'empty' | 'ready' | 'too-long' | 'disabled'

/** What a `render` of `Composer` is told. */
export interface ComposerState {
  readonly state: ComposerStatus
  readonly text: string
}

/** What a `Send` slot of `Composer` gets: a button of type `submit`, its label and its icon. */
export type SendButtonProps = ComponentPropsWithoutRef<'button'>

/**
 * Takes a text. A promise that rejects gives it back: it stands in the composer again, unless something else has been
 * written there since.
 */
export type OnSend = (text: string) => void | Promise<unknown>

/** What `Composer` takes besides the attributes of a `form`. */
export interface ComposerOptions extends TextOptions {
  readonly onSend: OnSend
  /** Called with every change by hand: whether there is a text now. `false` also when it is sent and when we leave. */
  readonly onTyping?: ((isTyping: boolean) => void) | undefined
  /** Default `'enter'`. */
  readonly submitOn?: SubmitOn | undefined
  /** Letters, as people count them. More can be written, but not sent. Default: no limit. */
  readonly maxLength?: number | undefined
  readonly disabled?: boolean | undefined
  readonly placeholder?: string | undefined
  /** What screen readers call the field. */
  readonly label?: string | undefined
  /** Before the field, inside its frame: a button to attach something, for example. */
  readonly leading?: ReactNode
  /** After the field, before the button that sends. */
  readonly trailing?: ReactNode
  /** Gets files that are pasted or dropped. Without it, both do what they do in the browser. */
  readonly onPasteFiles?: ((files: readonly File[]) => void) | undefined
  /** The field: to focus it, for example. */
  readonly inputRef?: Ref<HTMLTextAreaElement> | undefined
  readonly slots?: { readonly Send?: ComponentType<SendButtonProps> | undefined } | undefined
}

export type ComposerViewProps = Omit<PartProps<'form', ComposerState, ComposerOptions>, 'onSubmit'>
