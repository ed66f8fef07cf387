import { useEffect, useRef } from 'react'
import type { ReactElement } from 'react'
import { NameForm } from './name-form.tsx'

interface RenameDialogProps {
  readonly name: string
  readonly onRename: (name: string) => void
  readonly onClose: () => void
}

/** Asks for another name, over the page. Escape and Cancel leave everything as it is. */
export function RenameDialog({ name, onRename, onClose }: RenameDialogProps): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])
  return (
    <dialog ref={dialog} className="card" aria-labelledby="rename-title" onCancel={onClose}>
      <h2 id="rename-title">Change your name</h2>
      <NameForm
        initialName={name}
        submitLabel="Save"
        onSubmit={(next) => {
          onClose()
          onRename(next)
        }}
      >
        <button type="button" onClick={onClose}>
          Cancel
        </button>
      </NameForm>
    </dialog>
  )
}
