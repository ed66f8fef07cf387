'use client'

import type { ReactElement } from 'react'
import { useStrings } from '../../config/use-strings.ts'
import { composerEnglish } from '../../strings/composer-english.ts'
import type { ComposerOptions } from './composer-options.ts'
import type { ComposerLogic } from './use-composer.ts'

interface ComposerInputProps {
  readonly options: ComposerOptions
  readonly logic: ComposerLogic
  readonly describedBy: string
}

/** The field. Its text stands in an attribute too: where `field-sizing` is missing, that copy gives it its height. */
export function ComposerInput({ options, logic, describedBy }: ComposerInputProps): ReactElement {
  const { submitOn, disabled, placeholder, label, inputRef } = options
  const { shown, state, fieldEvents } = logic
  const strings = useStrings(composerEnglish)
  return (
    <div className="hn-composer-field" data-text={shown}>
      <textarea
        {...fieldEvents}
        ref={inputRef}
        className="hn-composer-input"
        data-slot="composer-input"
        aria-label={label ?? strings.composerLabel}
        aria-describedby={describedBy}
        aria-invalid={state === 'too-long' ? true : undefined}
        dir={shown === '' ? undefined : 'auto'}
        disabled={disabled}
        enterKeyHint={submitOn === 'mod+enter' ? 'enter' : 'send'}
        placeholder={placeholder ?? strings.composerPlaceholder}
        rows={1}
        value={shown}
      />
    </div>
  )
}
