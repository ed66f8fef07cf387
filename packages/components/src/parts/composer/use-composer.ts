'use client'

import type { ChangeEvent, ClipboardEvent, KeyboardEvent, SyntheticEvent } from 'react'
import type { ComposerOptions, ComposerStatus } from './composer-options.ts'
import { asksToSend } from './send-key.ts'
import { roomLeft } from './text-room.ts'
import { useComposition } from './use-composition.ts'
import { useSending } from './use-sending.ts'
import { useText } from './use-text.ts'

/** What a composer does, without what it looks like. */
export interface ComposerLogic {
  readonly text: string
  readonly shown: string
  readonly state: ComposerStatus
  /** Letters that still fit; `null` while there is plenty of room. */
  readonly left: number | null
  readonly isReturned: boolean
  readonly submit: (event: SyntheticEvent<HTMLElement>) => void
  readonly fieldEvents: {
    readonly onChange: (event: ChangeEvent<HTMLTextAreaElement>) => void
    readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
    readonly onPaste: (event: ClipboardEvent) => void
    readonly onBlur: () => void
    readonly onCompositionStart: (event: { readonly currentTarget: { readonly value: string } }) => void
    readonly onCompositionEnd: () => void
  }
}

/** Keeps a text, tells when it changes, and sends it when it may be sent. */
export function useComposer(options: ComposerOptions): ComposerLogic {
  const { onTyping, submitOn, maxLength = Infinity, disabled = false } = options
  const { text, store } = useText(options)
  const { isComposing, changed, shown, ...compositionEvents } = useComposition(text)
  const sending = useSending(store, options.onSend)

  const submit = (event: SyntheticEvent<HTMLElement>) => {
    event.preventDefault()
    const field = fieldOf(event.currentTarget)
    // A click on the button ends a composition by itself only where it takes the focus.
    if (isComposing()) field?.blur()
    const body = field?.value ?? ''
    if (isComposing() || statusOf(body, maxLength, disabled) !== 'ready') return
    sending.send(body.trim())
    onTyping?.(false)
    // The button is out of use now; and the keyboard of a phone stays.
    field?.focus()
  }
  return {
    text,
    shown,
    state: statusOf(text, maxLength, disabled),
    left: roomLeft(text, maxLength),
    isReturned: sending.isReturned,
    submit,
    fieldEvents: {
      ...compositionEvents,
      onChange: ({ currentTarget: { value } }) => {
        changed(value)
        sending.changed()
        store.set(value)
        onTyping?.(value.trim() !== '')
      },
      onKeyDown: (event) => {
        if (asksToSend(event.nativeEvent, submitOn)) submit(event)
      },
      onPaste: (event) => pasteFiles(event, options.onPasteFiles),
      onBlur: () => onTyping?.(false),
    },
  }
}

/** The field of the composer that an element is in. */
function fieldOf(element: HTMLElement): HTMLTextAreaElement | null {
  return element.closest('.hn-composer')?.querySelector('textarea') ?? null
}

function statusOf(text: string, maxLength: number, disabled: boolean): ComposerStatus {
  if (disabled) return 'disabled'
  if (text.trim() === '') return 'empty'
  return (roomLeft(text, maxLength) ?? 0) < 0 ? 'too-long' : 'ready'
}

function pasteFiles(event: ClipboardEvent, take: ComposerOptions['onPasteFiles']): void {
  const files = [...event.clipboardData.files]
  if (take === undefined || files.length === 0) return
  event.preventDefault()
  take(files)
}
