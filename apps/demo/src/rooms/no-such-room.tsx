import type { ReactElement } from 'react'
import { roomHash } from './route.ts'

/** Where an address leads that no room can have. */
export function NoSuchRoom({ name }: { readonly name: string }): ReactElement {
  return (
    <main className="notice">
      <title>No such room · Herenow demo</title>
      <h1>There is no such room</h1>
      <p className="muted">
        <bdi className="quoted">{name}</bdi> can’t be a room’s name. Letters, digits and <code>_ - . @ =</code> work.
      </p>
      <a className="button primary" href={roomHash('lobby')}>
        Go to the lobby
      </a>
    </main>
  )
}
