import { useTyping } from '@herenow/react'
import { useState } from 'react'
import type { KeyboardEvent, ReactElement, SubmitEvent } from 'react'
import type { Room } from '../rooms/room.ts'
import { TypingLine } from './typing-line.tsx'

const maxLength = 4_000

interface ComposerProps {
  readonly room: Room
  readonly onSend: (text: string) => void
}

/** Where one writes. Enter sends, Shift+Enter starts a line. */
export function Composer({ room, onSend }: ComposerProps): ReactElement {
  const [text, setText] = useState('')
  const { typing, setTyping, inputProps } = useTyping(room.channel)
  const send = (): void => {
    if (text.trim() === '') return
    onSend(text.trim())
    setText('')
    setTyping(false)
  }
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    send()
  }
  const sendOnEnter = (event: KeyboardEvent): void => {
    // While an input method composes a word, Enter belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }
  return (
    <form className="composer" onSubmit={submit}>
      <TypingLine typing={typing} />
      <div className="composer-row">
        <textarea
          {...inputProps}
          aria-label={`Message to ${room.name}`}
          dir="auto"
          enterKeyHint="send"
          maxLength={maxLength}
          placeholder="Write a message"
          rows={1}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={sendOnEnter}
        />
        <button type="submit" className="primary" disabled={text.trim() === ''}>
          Send
        </button>
      </div>
    </form>
  )
}
