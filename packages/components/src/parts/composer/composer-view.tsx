'use client'

import { useId } from 'react'
import type { ReactElement } from 'react'
import { definePart } from '../../anatomy/define-part.ts'
import type { Part } from '../../anatomy/part.ts'
import { useNumber } from '../../config/use-number.ts'
import { useStrings } from '../../config/use-strings.ts'
import { useSettled } from '../../settled/use-settled.ts'
import { composerEnglish } from '../../strings/composer-english.ts'
import type { ComposerViewProps, SendButtonProps } from './composer-options.ts'
import { FieldMirror } from './field-mirror.tsx'
import { useComposer } from './use-composer.ts'

/** A field that grows with its text up to eight lines, and a button that sends it. Never sends half a composed word. */
export const ComposerView: Part<'form', ComposerViewProps> = definePart(
  'composer',
  'form',
  function ComposerView(props) {
    const { text, state, left, isReturned, isOver, submit, field, rest } = useComposer(props)
    const { placeholder, label, leading, trailing, inputRef, slots, ...attributes } = rest
    const strings = useStrings(composerEnglish)
    const footId = useId()
    const Send = slots?.Send ?? SendButton
    return {
      ...attributes,
      onSubmit: submit,
      'data-state': state,
      'data-dropping': isOver,
      children: (
        <>
          <div className="hn-composer-frame">
            {leading && <div className="hn-composer-aside">{leading}</div>}
            <div className="hn-composer-field">
              <textarea
                {...field}
                ref={inputRef}
                className="hn-composer-input"
                data-slot="composer-input"
                aria-label={label ?? strings.composerLabel}
                aria-describedby={footId}
                dir={field.value === '' ? undefined : 'auto'}
                placeholder={placeholder ?? strings.composerPlaceholder}
                rows={1}
              />
              <FieldMirror text={field.value} />
            </div>
            {trailing && <div className="hn-composer-aside">{trailing}</div>}
            <Send type="submit" aria-label={strings.sendMessage} disabled={state !== 'ready'} />
          </div>
          <Foot id={footId} left={left} isReturned={isReturned} />
        </>
      ),
      state: { state, text },
    }
  },
)

/** An arrow that points up, away from the field: the same in every direction of writing. */
function SendButton(props: SendButtonProps): ReactElement {
  return (
    <button {...props} className="hn-composer-send" data-slot="composer-send">
      <svg className="hn-icon" viewBox="0 0 20 20" aria-hidden="true">
        <path className="hn-icon-line" d="M10 16V4.5M4.8 9.4 10 4.2l5.2 5.2" />
      </svg>
    </button>
  )
}

interface FootProps {
  readonly id: string
  readonly left: number | null
  readonly isReturned: boolean
}

/** What there is to say about the text: that it came back, or how much room is left. Read out when it has settled. */
function Foot({ id, left, isReturned }: FootProps): ReactElement {
  const { textReturned, charactersLeft, charactersTooMany } = useStrings(composerEnglish)
  const number = useNumber()
  const say = (count: number) =>
    count < 0 ? charactersTooMany(-count, number(-count)) : charactersLeft(count, number(count))
  const room = left === null ? '' : say(left)
  const settledRoom = useSettled(room, room)
  return (
    <>
      <div className="hn-composer-foot" id={id} hidden={room === '' && !isReturned}>
        {isReturned && <span className="hn-composer-returned">{textReturned}</span>}
        {room !== '' && <span className="hn-composer-count">{room}</span>}
      </div>
      <span className="hn-hidden" role="status">
        {isReturned ? textReturned : settledRoom}
      </span>
    </>
  )
}
