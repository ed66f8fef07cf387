import { useId, useState } from 'react'
import type { ReactElement, ReactNode, SubmitEvent } from 'react'
import { maxNameLength } from './identity.ts'

interface NameFormProps {
  readonly initialName: string
  readonly submitLabel: string
  readonly onSubmit: (name: string) => void
  readonly children?: ReactNode
}

/** Asks for a name that isn't blank. */
export function NameForm({ initialName, submitLabel, onSubmit, children }: NameFormProps): ReactElement {
  const id = useId()
  const [name, setName] = useState(initialName)
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (name.trim() !== '') onSubmit(name)
  }
  return (
    <form className="name-form" onSubmit={submit}>
      <label htmlFor={id}>Your name</label>
      <input
        id={id}
        autoFocus
        autoComplete="nickname"
        dir="auto"
        maxLength={maxNameLength}
        required
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <div className="row">
        <button type="submit" className="primary" disabled={name.trim() === ''}>
          {submitLabel}
        </button>
        {children}
      </div>
    </form>
  )
}
