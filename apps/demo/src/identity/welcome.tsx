import type { ReactElement } from 'react'
import { NameForm } from './name-form.tsx'

/** The first visit: asks who is there. */
export function Welcome({ onSubmit }: { readonly onSubmit: (name: string) => void }): ReactElement {
  return (
    <main className="welcome">
      <title>Herenow demo</title>
      <div className="card">
        <span className="mark" aria-hidden="true" />
        <h1>Herenow</h1>
        <p className="muted">
          Rooms, chat and presence over one small server. Choose a name; open a second window to be somebody else.
        </p>
        <NameForm initialName="" submitLabel="Join" onSubmit={onSubmit} />
      </div>
    </main>
  )
}
