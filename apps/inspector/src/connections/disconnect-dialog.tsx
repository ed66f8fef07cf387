import type { Api, ConnectionInfo } from '@herenow/server/api'
import type { FormEvent, ReactElement } from 'react'
import { useEffect, useId, useRef, useState } from 'react'
import { reasonOf } from '../access/access.ts'
import { ShownText } from '../text/shown-text.tsx'

interface DisconnectDialogProps {
  readonly api: Api
  readonly connection: ConnectionInfo
  readonly onClose: () => void
}

/** Asks why a client is put out, and does it. */
export function DisconnectDialog({ api, connection, onClose }: DisconnectDialogProps): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  const [error, setError] = useState<unknown>(null)
  const [isBusy, setBusy] = useState(false)
  useEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const text = given.get('reason')
    const reason = typeof text === 'string' ? text.trim() : ''
    const which = given.get('which') === 'all' ? {} : { connectionId: connection.connectionId }
    setBusy(true)
    api
      .disconnect(connection.clientId, { ...which, ...(reason === '' ? {} : { reason }) })
      .then(onClose, (failure: unknown) => {
        setBusy(false)
        setError(failure)
      })
  }
  return (
    <dialog ref={dialog} aria-labelledby={titleId} onClose={onClose}>
      <form onSubmit={submit}>
        <h2 id={titleId}>
          Disconnect <ShownText text={connection.clientId} />
        </h2>
        <label>
          Reason, which the client is told
          <input name="reason" maxLength={200} autoComplete="off" />
        </label>
        <fieldset>
          <legend>Which connections</legend>
          <label>
            <input type="radio" name="which" value="one" defaultChecked /> this one
          </label>
          <label>
            <input type="radio" name="which" value="all" /> all of this client
          </label>
        </fieldset>
        {error !== null && (
          <p className="reason" role="alert">
            {reasonOf(error)}
          </p>
        )}
        <div className="buttons">
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="danger" disabled={isBusy}>
            Disconnect
          </button>
        </div>
      </form>
    </dialog>
  )
}
