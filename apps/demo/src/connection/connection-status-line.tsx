import { useConnectionState } from '@herenow/react'
import { useState } from 'react'
import type { ReactElement } from 'react'
import { connectionWord } from './connection-word.ts'

/** How the connection stands, in a word. A blip shows only as the dot's colour. */
export function ConnectionStatusLine(): ReactElement {
  const status = useConnectionState((state) => state.status)
  const word = useConnectionState(connectionWord)
  const [shown, setShown] = useState(word)
  if (word !== null && word !== shown) setShown(word)
  return (
    <p className="status-line" data-status={status}>
      <span className="dot" aria-hidden="true" />
      <span className="status-text">{shown}</span>
    </p>
  )
}
