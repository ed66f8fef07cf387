import type { Api } from '@herenow/server/api'
import type { FormEvent, ReactElement } from 'react'
import { useState } from 'react'
import { reasonOf } from '../access/access.ts'

interface PublishBoxProps {
  readonly api: Api
  readonly channel: string
}

/** Publishes in a channel, as the server. */
export function PublishBox({ api, channel }: PublishBoxProps): ReactElement {
  const [name, setName] = useState('message')
  const [text, setText] = useState('')
  const [outcome, setOutcome] = useState('')
  const [isBusy, setBusy] = useState(false)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const data = readData(text)
    if (data === undefined) {
      setOutcome('This is not JSON: texts stand in quotes.')
      return
    }
    setBusy(true)
    api.publish(channel, name, data.value).then(
      ({ position }) => {
        setBusy(false)
        setText('')
        setOutcome(position === null ? 'Published; this channel keeps nothing.' : `Published as #${position.offset}.`)
      },
      (error: unknown) => {
        setBusy(false)
        setOutcome(reasonOf(error))
      },
    )
  }
  return (
    <form className="publish" onSubmit={submit} aria-label="Publish">
      <label>
        Name
        <input value={name} onChange={({ target }) => setName(target.value)} required autoComplete="off" />
      </label>
      <label className="grow">
        Data, as JSON
        <input
          value={text}
          onChange={({ target }) => setText(target.value)}
          placeholder='{ "text": "Closing in ten minutes" }'
          required
          autoComplete="off"
          spellCheck={false}
        />
      </label>
      <button type="submit" disabled={isBusy}>
        Publish
      </button>
      <p className="outcome" role="status">
        {outcome}
      </p>
    </form>
  )
}

/** `undefined`: it is no JSON. */
function readData(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}
