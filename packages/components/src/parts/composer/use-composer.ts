'use client'

import { useRef, useState } from 'react'
import type { ComponentPropsWithoutRef, SyntheticEvent } from 'react'
import type { Given } from '../../anatomy/define-part.ts'
import type { ComposerStatus, ComposerViewProps, OnSend } from './composer-options.ts'
import { asksToSend } from './send-key.ts'
import { roomLeft } from './text-room.ts'
import { useFiles } from './use-files.ts'
import { useText } from './use-text.ts'
import type { TextOptions, TextPlace } from './use-text.ts'
import { isVisible } from './visible-text.ts'

type Logical = keyof TextOptions | 'onSend' | 'onTyping' | 'submitOn' | 'maxLength' | 'disabled' | 'onPasteFiles'

type Field = ComponentPropsWithoutRef<'textarea'> & { readonly value: string }

/** What a composer does, without what it looks like. */
export interface ComposerLogic {
  readonly text: string
  readonly state: ComposerStatus
  /** Letters that still fit; `null` while there is plenty of room. */
  readonly left: number | null
  /** The text could not be sent, and stands there unchanged. */
  readonly isReturned: boolean
  /** Files are held over it. */
  readonly isOver: boolean
  readonly submit: (event: SyntheticEvent<HTMLElement>) => void
  /** What goes on to the field. */
  readonly field: Field
  /** The props that it doesn't look at. */
  readonly rest: Omit<Given<ComposerViewProps>, Logical>
}

/** Keeps a text, tells when it changes, and sends it when it may be sent. */
export function useComposer(props: Given<ComposerViewProps>): ComposerLogic {
  const { value, defaultValue, onValueChange, draftKey, ...options } = props
  const { onSend, onTyping, submitOn, maxLength = Infinity, disabled = false, onPasteFiles, ...rest } = options
  const { text, place } = useText({ value, defaultValue, onValueChange, draftKey })
  const { isComposing, shown, changed, ...composition } = useComposition(text)
  const { isReturned, send, forget } = useSending(place, onSend)
  const state = statusOf(text, maxLength, disabled)
  const files = useFiles(disabled ? undefined : onPasteFiles, rest)

  const submit = (event: SyntheticEvent<HTMLElement>) => {
    event.preventDefault()
    const field = event.currentTarget.closest('.hn-composer')?.querySelector('textarea')
    // A click on the button ends a composition by itself only where it takes the focus.
    if (isComposing.current) field?.blur()
    const body = field?.value ?? ''
    if (isComposing.current || statusOf(body, maxLength, disabled) !== 'ready') return
    send(body.trim())
    onTyping?.(false)
    // The button is out of use now; and the keyboard of a phone stays.
    field?.focus()
  }
  const field: Field = {
    ...composition,
    value: shown,
    disabled,
    enterKeyHint: submitOn === 'mod+enter' ? 'enter' : 'send',
    'aria-invalid': state === 'too-long' ? true : undefined,
    onChange: ({ currentTarget: { value: written } }) => {
      changed(written)
      forget()
      place.set(written)
      onTyping?.(isVisible(written))
    },
    onKeyDown: (event) => {
      if (asksToSend(event.nativeEvent, submitOn)) submit(event)
    },
    onPaste: files.paste,
    onBlur: () => onTyping?.(false),
  }
  const left = roomLeft(text, maxLength)
  return { text, state, left, isReturned, isOver: files.isOver, submit, field, rest: { ...rest, ...files.form } }
}

/** Keeps a field as the input method left it until the composition ends: one that is changed from outside breaks it. */
function useComposition(text: string) {
  const isComposing = useRef(false)
  const [composed, setComposed] = useState<string | null>(null)
  return {
    isComposing,
    shown: composed ?? text,
    changed: (written: string) => {
      if (isComposing.current) setComposed(written)
    },
    onCompositionStart: ({ currentTarget: { value } }: SyntheticEvent<HTMLTextAreaElement>) => {
      isComposing.current = true
      setComposed(value)
    },
    onCompositionEnd: () => {
      isComposing.current = false
      setComposed(null)
    },
  }
}

/** Empties a place by sending its text, and puts a text that could not be sent back where it came from. */
function useSending(place: TextPlace, onSend: OnSend) {
  const [returnedTo, setReturnedTo] = useState<TextPlace | null>(null)
  return {
    isReturned: returnedTo === place,
    /** Changes nothing where `onSend` throws. */
    send: (text: string) => {
      const sent = onSend(text)
      place.set('')
      setReturnedTo(null)
      // The rejection is told by the text's coming back; whoever rejects knows the reason.
      sent?.then(undefined, () => {
        if (place.get() !== '') return
        place.set(text)
        setReturnedTo(place)
      })
    },
    /** It was changed by hand. */
    forget: () => setReturnedTo(null),
  }
}

function statusOf(text: string, maxLength: number, disabled: boolean): ComposerStatus {
  if (disabled) return 'disabled'
  if (!isVisible(text)) return 'empty'
  return (roomLeft(text, maxLength) ?? 0) < 0 ? 'too-long' : 'ready'
}
