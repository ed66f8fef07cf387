'use client'

import { useId } from 'react'
import type { ReactElement } from 'react'
import { definePart } from '../../anatomy/define-part.ts'
import type { Part } from '../../anatomy/part.ts'
import { useStrings } from '../../config/use-strings.ts'
import { composerEnglish } from '../../strings/composer-english.ts'
import { ComposerFoot } from './composer-foot.tsx'
import { ComposerInput } from './composer-input.tsx'
import type { ComposerOptions, ComposerViewProps } from './composer-options.ts'
import { SendButton } from './send-button.tsx'
import { useComposer } from './use-composer.ts'
import type { ComposerLogic } from './use-composer.ts'

/** A field that grows with its text up to eight lines, and a button that sends it. Never sends half a composed word. */
export const ComposerView: Part<'form', ComposerViewProps> = definePart(
  'composer',
  'form',
  function ComposerView(options) {
    const logic = useComposer(options)
    const { state, text, submit } = logic
    return {
      ...withoutOptions(options),
      onSubmit: submit,
      'data-state': state,
      children: <ComposerContent options={options} logic={logic} />,
      state: { state, text },
    }
  },
)

interface ComposerContentProps {
  readonly options: ComposerOptions
  readonly logic: ComposerLogic
}

function ComposerContent({ options, logic }: ComposerContentProps): ReactElement {
  const { leading, trailing, slots } = options
  const { state, left, isReturned } = logic
  const { sendMessage } = useStrings(composerEnglish)
  const footId = useId()
  const Send = slots?.Send ?? SendButton
  return (
    <>
      <div className="hn-composer-frame">
        {leading}
        <ComposerInput options={options} logic={logic} describedBy={footId} />
        {trailing}
        <Send type="submit" aria-label={sendMessage} disabled={state !== 'ready'} />
      </div>
      <ComposerFoot id={footId} left={left} isReturned={isReturned} />
    </>
  )
}

/** What goes on to the element. */
function withoutOptions({
  value: _value,
  defaultValue: _default,
  onValueChange: _change,
  draftKey: _draft,
  onSend: _send,
  onTyping: _typing,
  submitOn: _submit,
  maxLength: _length,
  disabled: _disabled,
  placeholder: _placeholder,
  label: _label,
  leading: _leading,
  trailing: _trailing,
  onPasteFiles: _paste,
  inputRef: _input,
  slots: _slots,
  ...attributes
}: ComposerViewProps): Omit<ComposerViewProps, keyof ComposerOptions> {
  return attributes
}
