import type { ReactElement } from 'react'

/** Messages existed here that the server no longer has. */
export function GapMarker(): ReactElement {
  return (
    <p className="gap" role="note">
      Some messages are missing here
    </p>
  )
}
