import type { FormEvent, ReactElement } from 'react'
import { useId, useRef } from 'react'

interface KeyFormProps {
  /** A key is being tried. */
  readonly isTrying: boolean
  /** Why the last one was refused. */
  readonly reason: string | null
  readonly onKey: (key: string) => void
}

/** Asks for a key of the server's API. */
export function KeyForm({ isTrying, reason, onKey }: KeyFormProps): ReactElement {
  const field = useRef<HTMLInputElement>(null)
  const [fieldId, reasonId] = [useId(), useId()]
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const key = field.current?.value.trim() ?? ''
    if (key !== '') onKey(key)
  }
  return (
    <main className="key-page">
      <h1>Herenow inspector</h1>
      <form className="key-form" onSubmit={submit}>
        <label htmlFor={fieldId}>Key of the server’s API</label>
        <input
          id={fieldId}
          ref={field}
          type="password"
          autoComplete="off"
          spellCheck={false}
          disabled={isTrying}
          aria-describedby={reasonId}
          aria-invalid={reason !== null}
          required
        />
        <button type="submit" disabled={isTrying}>
          {isTrying ? 'Trying …' : 'Open'}
        </button>
        <p id={reasonId} className="reason" role="alert">
          {reason}
        </p>
      </form>
      <p className="hint">
        A development server prints one when it starts. Elsewhere it is an <code>apiKey</code> of the server, best one
        of your own. This tab forgets it when it is closed.
      </p>
    </main>
  )
}
